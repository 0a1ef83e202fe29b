"""What Django's models cannot say: composite keys, the view of rights, and what must never happen."""

from django.db import migrations

COMPOSITE_KEYS = """
-- a product's holder is whoever its open holding names, at its epoch
ALTER TABLE product ADD CONSTRAINT product_holder_is_in_its_holding
    FOREIGN KEY (id, epoch, holder_id) REFERENCES holding (product_id, epoch, organization_id)
    DEFERRABLE INITIALLY DEFERRED;
-- an item is waiting exactly while its transfer is
ALTER TABLE transfer_item ADD CONSTRAINT transfer_item_follows_its_transfer
    FOREIGN KEY (transfer_id, transfer_state) REFERENCES transfer (id, state) ON UPDATE CASCADE;
-- nobody is in a team of an Organization in which they are not
ALTER TABLE team_member ADD CONSTRAINT team_member_in_its_home
    FOREIGN KEY (team_id, organization_id) REFERENCES team (id, organization_id) ON DELETE CASCADE;
ALTER TABLE team_member ADD CONSTRAINT team_member_is_a_member
    FOREIGN KEY (membership_id, organization_id) REFERENCES membership (id, organization_id)
    ON DELETE CASCADE;
"""

RIGHTS = """
CREATE VIEW product_right AS
    SELECT p.id AS product_id, p.holder_id AS organization_id, m.user_id, 'role' AS via,
           NULL::uuid AS team_id, m.role::text AS role, TRUE AS manages
      FROM product p
      JOIN membership m ON m.organization_id = p.holder_id AND m.role IN ('owner', 'admin')
      JOIN person u ON u.id = m.user_id AND u.is_active
    UNION ALL
    SELECT p.id, p.holder_id, g.user_id, 'individual', NULL::uuid, g.role::text, g.manages
      FROM product p
      JOIN product_grant g ON g.product_id = p.id AND g.epoch = p.epoch
      JOIN membership m ON m.organization_id = p.holder_id AND m.user_id = g.user_id
      JOIN person u ON u.id = g.user_id AND u.is_active
    UNION ALL
    SELECT p.id, p.holder_id, m.user_id, 'team', t.id, g.role::text, g.manages
      FROM product p
      JOIN product_grant g ON g.product_id = p.id AND g.epoch = p.epoch
      JOIN team t ON t.id = g.team_id AND t.organization_id = p.holder_id
      JOIN team_member tm ON tm.team_id = t.id
      JOIN membership m ON m.id = tm.membership_id AND m.organization_id = p.holder_id
      JOIN person u ON u.id = m.user_id AND u.is_active
"""

OWNERS = """
CREATE FUNCTION organization_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE subject uuid;
BEGIN
    IF TG_TABLE_NAME = 'organization' THEN subject := NEW.id;
    ELSE subject := OLD.organization_id; END IF;
    -- two owners who leave at once must not both see the other
    PERFORM 1 FROM organization WHERE id = subject FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM membership WHERE organization_id = subject AND role = 'owner'
    ) THEN
        RAISE EXCEPTION 'organization % has no owner', subject
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'organization_keeps_an_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER organization_keeps_an_owner
    AFTER UPDATE OR DELETE ON membership DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION organization_keeps_an_owner();
CREATE CONSTRAINT TRIGGER organization_begins_with_an_owner
    AFTER INSERT ON organization DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION organization_keeps_an_owner();
"""

LOG = """
CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the activity log is append-only'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only();
"""

class Migration(migrations.Migration):
    """Runs after the tables exist."""

    dependencies = [("changehands", "0001_initial")]
    operations = [
        migrations.RunSQL(COMPOSITE_KEYS),
        migrations.RunSQL(RIGHTS),
        migrations.RunSQL(OWNERS),
        migrations.RunSQL(LOG),
    ]
