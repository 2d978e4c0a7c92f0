-- Role and database of the portal. Run once as the superuser:  sudo -u postgres psql -f deploy/postgresql/create.sql
-- On the same machine the system account `portal` signs in over the socket (peer) and needs no password; otherwise
-- set one with  \password portal  and write it into DATABASE_URL.
CREATE ROLE portal LOGIN;
-- Sorted by code in the portal itself, so the collation is the plain one: it does not change with the system's.
CREATE DATABASE portal OWNER portal TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8';
REVOKE ALL ON DATABASE portal FROM PUBLIC;
ALTER DATABASE portal SET timezone TO 'UTC';
-- A statement or a forgotten transaction must not hold up a deadline day.
ALTER DATABASE portal SET statement_timeout TO '60s';
ALTER DATABASE portal SET idle_in_transaction_session_timeout TO '120s';
ALTER DATABASE portal SET lock_timeout TO '20s';
