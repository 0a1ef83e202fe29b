"""The grounds on which someone has access, as a function: its plan is made once a connection."""

from django.db import migrations

# Planning the view of rights costs twenty times as much as looking one person's rights up in it.
# A function keeps its plan on every connection, whatever pooler stands between. The holder is
# looked up first, so that a person's place is found by its key, in however many they are.
GROUNDS = """
CREATE FUNCTION access_grounds(person_id uuid, resource_id uuid, within_id uuid)
    RETURNS TABLE (via text, role text, manages boolean)
    LANGUAGE plpgsql STABLE ROWS 2 AS $$
DECLARE home uuid;
BEGIN
    SELECT p.holder_id INTO home FROM product p WHERE p.id = resource_id;
    IF COALESCE(home, resource_id) <> within_id THEN
        RETURN;
    ELSIF home IS NOT NULL THEN
        RETURN QUERY SELECT r.via, r.role, r.manages FROM product_right r
         WHERE r.product_id = resource_id AND r.user_id = person_id AND r.organization_id = home;
    ELSE
        RETURN QUERY SELECT 'place', m.role::text, FALSE
          FROM membership m JOIN person u ON u.id = m.user_id AND u.is_active
         WHERE m.organization_id = resource_id AND m.user_id = person_id;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Stands beside the view of rights (0002)."""

    dependencies = [("changehands", "0003_tokens")]
    operations = [
        migrations.RunSQL(GROUNDS, "DROP FUNCTION access_grounds(uuid, uuid, uuid)"),
    ]
