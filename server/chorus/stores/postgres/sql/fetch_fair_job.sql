-- As procrastinate_fetch_job_v2, but in turns by tenant: of all first jobs that may run, that of the tenant with the
-- fewest jobs at work in this worker, and none of one that has `p_share`. Jobs without a tenant
-- have no share. p_only: queues to look at, NULL for all but those in p_except.
CREATE OR REPLACE FUNCTION fetch_fair_job_v1(p_only varchar[], p_except varchar[], p_worker bigint, p_share integer)
RETURNS SETOF procrastinate_jobs LANGUAGE plpgsql AS $$
DECLARE
    candidate record;
    taken procrastinate_jobs;
BEGIN
    FOR candidate IN
        WITH RECURSIVE waiting AS (
            (SELECT args ->> 'tenant_id' AS tenant FROM procrastinate_jobs
             WHERE status = 'todo' AND args ->> 'tenant_id' IS NOT NULL ORDER BY 1 LIMIT 1)
            UNION ALL
            SELECT (SELECT j.args ->> 'tenant_id' FROM procrastinate_jobs j
                    WHERE j.status = 'todo' AND j.args ->> 'tenant_id' > w.tenant ORDER BY 1 LIMIT 1)
            FROM waiting w WHERE w.tenant IS NOT NULL
        ), working AS (
            SELECT args ->> 'tenant_id' AS tenant, count(*) AS jobs FROM procrastinate_jobs
            WHERE worker_id = p_worker AND status = 'doing' GROUP BY 1
        ), ready AS (
            SELECT first.id, first.priority, coalesce(k.jobs, 0) AS jobs
            FROM waiting w LEFT JOIN working k USING (tenant)
            CROSS JOIN LATERAL (
                SELECT j.id, j.priority FROM procrastinate_jobs j
                WHERE j.status = 'todo' AND j.args ->> 'tenant_id' = w.tenant
                  AND (j.queue_name = ANY (p_only) OR (p_only IS NULL AND j.queue_name <> ALL (p_except)))
                  AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
                  AND NOT EXISTS (
                      SELECT 1 FROM procrastinate_jobs o
                      WHERE o.lock = j.lock AND (o.status = 'doing' OR (o.status = 'todo'
                        AND (o.priority > j.priority OR (o.priority = j.priority AND o.id < j.id)))))
                ORDER BY j.priority DESC, j.id LIMIT 1) first
            WHERE coalesce(k.jobs, 0) < p_share
            UNION ALL
            (SELECT j.id, j.priority, 0 FROM procrastinate_jobs j
             WHERE j.status = 'todo' AND j.args ->> 'tenant_id' IS NULL
               AND (j.queue_name = ANY (p_only) OR (p_only IS NULL AND j.queue_name <> ALL (p_except)))
               AND (j.scheduled_at IS NULL OR j.scheduled_at <= now())
               AND NOT EXISTS (
                   SELECT 1 FROM procrastinate_jobs o
                   WHERE o.lock = j.lock AND (o.status = 'doing' OR (o.status = 'todo'
                     AND (o.priority > j.priority OR (o.priority = j.priority AND o.id < j.id)))))
             ORDER BY j.priority DESC, j.id LIMIT 5)
        )
        SELECT id FROM ready ORDER BY priority DESC, jobs, id
    LOOP
        -- Another worker may have been faster.
        UPDATE procrastinate_jobs SET status = 'doing', worker_id = p_worker
        WHERE id = (SELECT id FROM procrastinate_jobs WHERE id = candidate.id AND status = 'todo'
                    FOR UPDATE SKIP LOCKED)
        RETURNING * INTO taken;
        IF FOUND THEN
            RETURN NEXT taken;
            RETURN;
        END IF;
    END LOOP;
END $$;
