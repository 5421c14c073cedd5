-- The two roles of the analytics database, with the least they need. Run it once as a superuser (or as the owner of the
-- database with CREATEROLE), connected to the database; running it again changes nothing:
--
--   psql --dbname analytics --set ON_ERROR_STOP=1 --file roles.sql
--   \password analytics_migrator
--   \password analytics_app
--
-- analytics_migrator  changes the schema: `plumbline upgrade`
-- analytics_app       reads and writes rows: the service

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'analytics_migrator') THEN
    CREATE ROLE analytics_migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'analytics_app') THEN
    CREATE ROLE analytics_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
  -- Nobody else gets in, and the service makes no temporary tables.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO analytics_migrator', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO analytics_app', current_database());
END
$$;

-- So that the default privileges below can be set by who is no superuser.
GRANT analytics_migrator TO CURRENT_USER;

-- The tables of the service.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO analytics_migrator;
GRANT USAGE ON SCHEMA public TO analytics_app;
ALTER DEFAULT PRIVILEGES FOR ROLE analytics_migrator IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO analytics_app;
ALTER DEFAULT PRIVILEGES FOR ROLE analytics_migrator IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO analytics_app;

-- The bookkeeping (versionSchema: 'plumbline'): the service reads it for its health and its metrics.
CREATE SCHEMA IF NOT EXISTS plumbline AUTHORIZATION analytics_migrator;
GRANT USAGE ON SCHEMA plumbline TO analytics_app;
ALTER DEFAULT PRIVILEGES FOR ROLE analytics_migrator IN SCHEMA plumbline
  GRANT SELECT ON TABLES TO analytics_app;
