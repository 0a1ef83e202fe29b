"""The grounds on which someone has access, as a function: its plan is made once a connection."""

from django.db import migrations

# Planning the view of rights costs twenty times as much as looking one person's rights up in it.
# A function keeps its plan on every connection, whatever pooler stands between.
GROUNDS = """
CREATE FUNCTION access_grounds(person_id uuid, resource_id uuid, within_id uuid)
    RETURNS TABLE (via text, role text, manages boolean)
    LANGUAGE plpgsql STABLE ROWS 2 AS $$
BEGIN
    RETURN QUERY
    SELECT r.via, r.role, r.manages FROM product_right r
     WHERE r.product_id = resource_id AND r.user_id = person_id
       AND (within_id IS NULL OR r.organization_id = within_id)
     UNION ALL
    SELECT 'place', m.role::text, FALSE
      FROM membership m JOIN person u ON u.id = m.user_id AND u.is_active
     WHERE m.organization_id = resource_id AND m.user_id = person_id
       AND (within_id IS NULL OR m.organization_id = within_id);
END $$;
"""


class Migration(migrations.Migration):
    """Stands beside the view of rights (0002)."""

    dependencies = [("changehands", "0003_tokens")]
    operations = [
        migrations.RunSQL(GROUNDS, "DROP FUNCTION access_grounds(uuid, uuid, uuid)"),
    ]
