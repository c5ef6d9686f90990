"""Runs: each ended once, and what it said is what its ledger has."""

from .rule import ITEMS, Rule

RULES = (
    # A run that failed for good may be tried again, and so fail once more, or succeed after all.
    Rule(
        "ended-twice",
        ITEMS,
        """
        select r.work_item_id::text,
               format('run %s is %s; its history ended %s of its attempts, %s times, last as %s', r.id, r.state,
                      h.attempts, h.ends, coalesce(h.last, 'nothing'))
        from runs r cross join lateral (
          select count(*) ends, count(distinct h.data ->> 'attempt') attempts,
                 count(*) filter (where h.kind = 'automation_finished') finished,
                 (array_agg(case h.kind when 'automation_finished' then 'succeeded' else 'failed' end
                            order by h.seq desc))[1] last
          from history h
          where h.tenant_id = r.tenant_id and h.work_item_id = r.work_item_id and h.run_id = r.id
            and h.kind in ('automation_finished', 'automation_failed')) h
        where r.work_item_id = any ($1)
          and (h.ends <> h.attempts or h.finished <> (r.state = 'succeeded')::int
               or r.state in ('succeeded', 'failed') and h.last is distinct from r.state)""",
    ),
    Rule(
        "stale-attempt",
        ITEMS,
        """
        select work_item_id::text,
               format('run %s was ended at seq %s by attempt %s; the present one was %s', run_id, seq, attempt, present)
        from (select work_item_id, run_id, seq, kind, (data ->> 'attempt')::int attempt,
                     max((data ->> 'attempt')::int) filter (where kind = 'automation_started') over of_run present
              from history where work_item_id = any ($1)
                and kind in ('automation_started', 'automation_finished', 'automation_failed')
              window of_run as (partition by run_id order by seq)) h
        where kind <> 'automation_started' and attempt is distinct from present""",
    ),
    Rule(
        "result",
        ITEMS,
        """
        select r.work_item_id::text, format('run %s has another result than seq %s of its history', r.id, h.seq)
        from runs r cross join lateral (
          select h.seq, h.data from history h
          where h.tenant_id = r.tenant_id and h.work_item_id = r.work_item_id and h.run_id = r.id
            and h.kind in ('automation_finished', 'automation_failed') order by h.seq desc limit 1) h
        where r.work_item_id = any ($1) and r.state in ('succeeded', 'failed')
          and (h.data -> 'result')::jsonb is distinct from r.result::jsonb""",
    ),
    Rule(
        "reserved-otherwise",
        ITEMS,
        """
        with said as (
          select r.work_item_id, r.id run_id, l.sku, l.reserved from runs r
          cross join lateral json_to_recordset(r.result -> 'lines') l (sku text, reserved numeric)
          where r.work_item_id = any ($1) and r.automation = 'reserve_stock' and r.state = 'succeeded'
            and l.reserved > 0)
        select coalesce(s.work_item_id, l.work_item_id)::text,
               format('run %s said that it reserved %s of %s; the ledger has %s', run_id, coalesce(s.reserved, 0), sku,
                      coalesce(l.quantity, 0))
        from said s full join (select * from reservations where work_item_id = any ($1)) l using (run_id, sku)
        where s.reserved is distinct from l.quantity""",
    ),
    Rule(
        "short-otherwise",
        ITEMS,
        """
        with these as (select * from runs where work_item_id = any ($1) and automation = 'reserve_stock'),
        said as (
          select r.work_item_id, r.id run_id, l.sku, l.short from these r
          cross join lateral json_to_recordset(r.result -> 'lines') l (sku text, short numeric)
          where r.state = 'succeeded' and l.short > 0)
        select coalesce(s.work_item_id, o.work_item_id)::text,
               format('run %s said that it was %s short of %s; the stock-outs have %s', run_id, coalesce(s.short, 0),
                      sku, coalesce(o.short, 0))
        from said s full join (
          select o.* from these r join stock_outs o on o.tenant_id = r.tenant_id and o.run_id = r.id) o
          using (run_id, sku)
        where s.short is distinct from o.short""",
    ),
    Rule(
        "approved-otherwise",
        ITEMS,
        """
        select r.work_item_id::text, format('run %s is %s and approved %s; the ledger has %s', r.id, r.state,
                                            coalesce(s.amount, 0), coalesce(c.amount, 0))
        from runs r
        cross join lateral (select case when r.state = 'succeeded' and (r.result ->> 'approved')::boolean
                                   then (r.input ->> 'amount')::numeric end amount) s
        left join credits c on c.tenant_id = r.tenant_id and c.run_id = r.id
        where r.work_item_id = any ($1) and r.automation = 'credit_check' and s.amount is distinct from c.amount""",
    ),
)
