"""The audit: every row is sealed or waits for it, and each seal covers its row and the seal before it."""

from .rule import AUDIT, SEALS, Rule

RULES = (
    Rule(
        "audit-unsealed",
        AUDIT,
        """
        select a.id::text, case when s.audit_id is null then 'no seal covers it, and none will'
                                else 'it is sealed, and waits to be sealed' end
        from audit a
        left join audit_seals s on s.tenant_id = a.tenant_id and s.audit_id = a.id
        left join audit_unsealed u on u.tenant_id = a.tenant_id and u.audit_id = a.id
        where a.id = any ($1) and (s.audit_id is null) = (u.audit_id is null)""",
    ),
    Rule(
        "seal-broken",
        SEALS,
        """
        select format('seal %s', s.number), case
            when a.id is null then format('the audit row %s is gone', s.audit_id)
            when p.number is null and s.number > 1 then 'the seal before it is gone'
            else format('it does not fit the audit row %s and the seal before it', a.id) end
        from audit_seals s
        left join audit_seals p on p.tenant_id = s.tenant_id and p.number = s.number - 1
        left join audit a on a.tenant_id = s.tenant_id and a.id = s.audit_id
        where s.number = any ($1) and (a.id is null or p.number is null and s.number > 1
                                       or s.digest <> bpo_code.audit_digest(p.digest, a))""",
    ),
)
