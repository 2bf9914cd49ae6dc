-- Two roles and a database for Fivefold. Run once, as a superuser of the server:
--
--   runuser --user postgres -- psql --set owner_password=... --set serving_password=... postgres < deploy/postgresql.sql
--
-- fivefold_owner changes tables: `fivefold ops prepare` and `ops restore` alone use it. fivefold serves: it reads and writes rows, and
-- can neither drop a trigger that keeps the log nor switch a policy off. Neither passes row-level security by.
\set ON_ERROR_STOP on

CREATE ROLE fivefold_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE fivefold LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'serving_password';

CREATE DATABASE fivefold OWNER fivefold_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE fivefold FROM PUBLIC;
GRANT CONNECT ON DATABASE fivefold TO fivefold;

\connect fivefold
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO fivefold_owner;
GRANT USAGE ON SCHEMA public TO fivefold;
ALTER DEFAULT PRIVILEGES FOR ROLE fivefold_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fivefold;
ALTER DEFAULT PRIVILEGES FOR ROLE fivefold_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO fivefold;
