-- What Enkisys does to a conversation's status is an event, as if Chorus had done it; its own transactions name a tenant
-- in app.tenants, and those of Enkisys name none. Who has an active conversation only an agent of Chorus can say, by
-- accepting it: for `active` there is no event.
CREATE OR REPLACE FUNCTION enkisys_record_status() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
    details jsonb := '{"actor": {"kind": "system", "id": null, "name": "Enkisys"}}';
    event_type text;
    escalation_id uuid;
    feed bigint;
BEGIN
    event_type := CASE
        WHEN NEW.status = 'closed' THEN 'conversation.closed'
        WHEN NEW.status = 'waiting' THEN 'conversation.escalated'
        WHEN NEW.status = 'bot' AND OLD.status = 'closed' THEN 'conversation.reopened'
        WHEN NEW.status = 'bot' THEN 'conversation.returned' END;
    IF event_type IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM set_config('app.tenants', '{' || NEW.tenant_id || '}', true);
    UPDATE escalations SET status = CASE NEW.status WHEN 'closed' THEN 'closed' ELSE 'cancelled' END,
        ended_at = moment, offered_to = NULL, offer_expires_at = NULL
        WHERE tenant_id = NEW.tenant_id AND conversation_id = NEW.id AND status = 'waiting';
    UPDATE live_chat_sessions SET status = 'ended', ended_at = moment
        WHERE tenant_id = NEW.tenant_id AND conversation_id = NEW.id AND status = 'active';
    IF NEW.status = 'waiting' THEN
        INSERT INTO escalations (tenant_id, conversation_id, reason, requested_by)
            VALUES (NEW.tenant_id, NEW.id, 'requested', 'system') RETURNING id INTO escalation_id;
        details := details || jsonb_build_object('escalationId', escalation_id, 'reason', 'requested', 'detail', '',
                                                 'evidence', '[]'::jsonb, 'teamId', NULL);
    END IF;
    NEW.floor := CASE NEW.status WHEN 'bot' THEN 'bot' ELSE 'nobody' END;
    NEW.floor_number := OLD.floor_number + 1;
    NEW.assignee_id := CASE NEW.status WHEN 'closed' THEN OLD.assignee_id END;
    NEW.closed_at := CASE NEW.status WHEN 'closed' THEN coalesce(NEW.closed_at, moment) END;
    NEW.agent_position := OLD.agent_position + 1;
    NEW.customer_position := OLD.customer_position + 1;
    NEW.updated_at := moment;
    UPDATE tenants SET feed_position = feed_position + 1 WHERE id = NEW.tenant_id RETURNING feed_position INTO feed;
    INSERT INTO events (tenant_id, conversation_id, type, agent_position, customer_position, feed_position, payload,
                        created_at)
        VALUES (NEW.tenant_id, NEW.id, event_type, NEW.agent_position, NEW.customer_position, feed, details, moment);
    PERFORM pg_notify('chorus_log', '');
    PERFORM set_config('app.tenants', '', true);
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER enkisys_status BEFORE UPDATE OF status ON conversations
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status AND coalesce(current_setting('app.tenants', true), '') = '')
    EXECUTE FUNCTION enkisys_record_status();
