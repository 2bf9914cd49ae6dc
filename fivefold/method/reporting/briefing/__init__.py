"""The briefing: a study's sample, method, limitations, findings, responses and profiles as one document.

Every sentence with a number is made from a query's result; the words around it follow rules that hold for any study.
"""
