-- Cluster, timeline and database: a recovery to a moment begins a timeline. Some hosted PostgreSQL let nobody see one or
-- the other; what is left still tells most restores.
CREATE OR REPLACE FUNCTION log_identity() RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    cluster text := '';
    timeline text := '';
BEGIN
    BEGIN
        cluster := (SELECT system_identifier::text FROM pg_control_system());
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    BEGIN
        timeline := substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8);
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
    RETURN cluster || '/' || timeline || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
END $$;

-- How much of the write-ahead log is on the disk: it never falls, but when an older state of the volume comes back.
CREATE OR REPLACE FUNCTION log_flushed() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (pg_current_wal_flush_lsn() - '0/0')::bigint;
EXCEPTION WHEN OTHERS THEN
    RETURN NULL;
END $$;

-- `is_original`: the row was written in this cluster, for a dump gives it another xmin.
CREATE OR REPLACE FUNCTION lookup_log_state()
RETURNS TABLE (epoch text, generation bigint, is_original boolean, is_at_home boolean, flushed bigint, last_id bigint,
               place text, changed_at timestamptz, reason text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT l.epoch, l.generation, l.written_by::text::numeric % 4294967296 = l.xmin::text::numeric,
          l.identity = log_identity(), log_flushed(), (SELECT last_value FROM events_id_seq), l.place, l.changed_at,
          l.reason::text
   FROM log_epoch l WHERE NOT pg_is_in_recovery() $$;

-- A new epoch in place of the one that the caller saw; if another process was faster, theirs stays. Events that a dump
-- brought have transaction numbers of another cluster: the catch-up reader would take the latest for unfinished. The
-- cursor of search is such a number too; what is in already is passed over. So are those of consumers, which would never
-- move again: they begin anew, without what they have read by its number; the last 2,000 of that may come again.
CREATE OR REPLACE FUNCTION change_log_epoch(was text, was_generation bigint, why text, new_place text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE log_epoch SET epoch = substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
        generation = greatest(generation, was_generation) + 1, identity = log_identity(),
        written_by = pg_current_xact_id(), place = coalesce(new_place, place), changed_at = now(), reason = why
    WHERE epoch = was;
    IF FOUND THEN
        UPDATE events SET txid = '3' WHERE txid >= pg_current_xact_id()
            AND id > (SELECT last_value - 2000 FROM events_id_seq);
        UPDATE search_cursor SET txid = '0', event_id = 0 WHERE txid >= pg_current_xact_id();
        UPDATE event_consumers SET txid = '0', event_id = 0, lease_holder = NULL, leased_until = NULL,
            ignored_up_to = greatest(ignored_up_to, last_event_id - 2000) WHERE txid >= pg_current_xact_id();
    END IF;
    RETURN (SELECT epoch FROM log_epoch);
END $$;

-- Where no place is known yet, this is the first; it is no reason for another epoch.
CREATE OR REPLACE FUNCTION set_log_place(new_place text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS
$$ UPDATE log_epoch SET place = new_place, written_by = pg_current_xact_id() WHERE place = '' $$;
