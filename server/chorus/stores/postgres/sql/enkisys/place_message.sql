-- What Enkisys writes has no position, and a second such message in a conversation would break the unique order.
-- A retry of theirs (ON CONFLICT) must not move the positions. The log alone tells the gateways: they read it anyway.
CREATE OR REPLACE FUNCTION enkisys_place_message() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM messages m WHERE m.id = NEW.id) THEN
        RETURN NEW;
    END IF;
    UPDATE conversations c
    SET agent_position = c.agent_position + 1, customer_position = c.customer_position + 1,
        message_position = c.agent_position + 1, last_message_at = NEW.created_at, updated_at = clock_timestamp()
    WHERE c.tenant_id = NEW.tenant_id AND c.id = NEW.conversation_id
    RETURNING c.agent_position, c.customer_position INTO NEW.agent_position, NEW.customer_position;
    IF FOUND THEN
        INSERT INTO events (tenant_id, conversation_id, type, agent_position, customer_position, message_id, payload)
        VALUES (NEW.tenant_id, NEW.conversation_id, 'message.sent', NEW.agent_position, NEW.customer_position, NEW.id,
                '{}');
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER enkisys_place BEFORE INSERT ON messages
    FOR EACH ROW WHEN (NEW.agent_position = 0) EXECUTE FUNCTION enkisys_place_message();
DROP POLICY IF EXISTS enkisys_place ON events;
CREATE POLICY enkisys_place ON events FOR INSERT TO CURRENT_USER WITH CHECK (true);
