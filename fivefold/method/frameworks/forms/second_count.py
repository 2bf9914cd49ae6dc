"""Which words the second count has found and the walk has not: rare, and never to be lost."""

from collections import Counter

from fivefold.method.frameworks.forms.plain_text import letters


def missed(counted: list[str], taken: list[str]) -> str | None:
    """The words counted but not taken, in document order; None when the two cannot be made to agree.

    counted: all text of the document, a piece for every run of text. taken: what was handed over, cut otherwise.
    Whole runs are looked for first, then words. What is found accounts for the missing letters exactly, so that
    no word is ever said twice.
    """
    there, handed = letters("".join(counted)), letters("".join(taken))
    if handed - there:
        return None
    lacking = there - handed
    runs, lacking = _missed_runs(counted, "".join("".join(taken).split()), lacking)
    words, lacking = _missed_words(counted, [*taken, *runs], lacking)
    return None if lacking else " ".join([*runs, *words])


def _missed_runs(counted: list[str], taken: str, lacking: Counter[str]) -> tuple[list[str], Counter[str]]:
    everything = "".join("".join(counted).split())
    found: list[str] = []
    found_so_far: Counter[str] = Counter()
    last = 0
    for place, piece in enumerate(counted):
        bare = "".join(piece.split())
        wanted = everything.count(bare) - taken.count(bare) - found_so_far[bare] if bare else 0
        if wanted > 0 and letters(bare) <= lacking:
            # Runs that follow one another may be parts of one word.
            found.append(piece if place == last + 1 else f" {piece}")
            last = place
            found_so_far[bare] += 1
            lacking = lacking - letters(bare)
    return "".join(found).split(), lacking


def _missed_words(counted: list[str], taken: list[str], lacking: Counter[str]) -> tuple[list[str], Counter[str]]:
    words = "".join(counted).split()
    everywhere = Counter(words)
    missing = everywhere - Counter(" ".join(taken).split())
    certain = [place for place, word in enumerate(words) if missing[word] == everywhere[word]]
    # A word that stands elsewhere too is most likely missing where its neighbours are.
    nearest = sorted(
        (place for place, word in enumerate(words) if missing[word]),
        key=lambda place: min((abs(place - each) for each in certain), default=0),
    )
    found = []
    for place in nearest:
        if missing[words[place]] > 0 and letters(words[place]) <= lacking:
            missing[words[place]] -= 1
            lacking = lacking - letters(words[place])
            found.append(place)
    return [words[place] for place in sorted(found)], lacking
