"""Items: a history without gaps, and open work as long as they are open."""

from .rule import ITEMS, Rule

RULES = (
    Rule(
        "history-gap",
        ITEMS,
        """
        select w.id::text, format('seq is %s; the history has %s rows, from %s to %s', w.seq, h.n, h.lo, h.hi)
        from work_items w cross join lateral (
          select count(*) n, min(h.seq) lo, max(h.seq) hi from history h
          where h.tenant_id = w.tenant_id and h.work_item_id = w.id) h
        where w.id = any ($1) and (h.n, h.lo, h.hi) is distinct from (w.seq, 1, w.seq)""",
    ),
    Rule(
        "document-missing",
        ITEMS,
        """
        select w.id::text, format('there is no document of version %s', w.document_version)
        from work_items w left join documents d
          on d.tenant_id = w.tenant_id and d.work_item_id = w.id and d.version = w.document_version
        where w.id = any ($1) and d.version is null""",
    ),
    Rule(
        "open-counts",
        ITEMS,
        """
        select w.id::text, format('it counts %s open tasks, %s runs and %s timers; there are %s, %s and %s',
                                  w.open_tasks, w.open_runs, w.open_timers, t.n, r.n, i.n)
        from work_items w
        cross join lateral (select count(*) n from tasks t where t.tenant_id = w.tenant_id and t.work_item_id = w.id
                            and t.state in ('ready', 'claimed', 'pended')) t
        cross join lateral (select count(*) n from runs r where r.tenant_id = w.tenant_id and r.work_item_id = w.id
                            and r.state in ('queued', 'running')) r
        cross join lateral (select count(*) n from timers i where i.tenant_id = w.tenant_id and i.work_item_id = w.id
                            and i.kind = 'rule') i
        where w.id = any ($1) and (w.open_tasks, w.open_runs, w.open_timers) <> (t.n, r.n, i.n)""",
    ),
    Rule(
        "lost",
        ITEMS,
        """
        select w.id::text, 'it has not ended, and nothing of it is open' from work_items w
        where w.id = any ($1) and w.state = 'open'
          and not exists (select from timers i where i.tenant_id = w.tenant_id and i.work_item_id = w.id
                          and i.kind = 'rule')
          and not exists (select from tasks t where t.tenant_id = w.tenant_id and t.work_item_id = w.id
                          and t.state in ('ready', 'claimed', 'pended'))
          and not exists (select from runs r where r.tenant_id = w.tenant_id and r.work_item_id = w.id
                          and r.state in ('queued', 'running'))""",
    ),
    Rule(
        "by-hand",
        ITEMS,
        """
        select w.id::text, format('whether a person completed a task of it is said to be %s', w.by_hand)
        from work_items w
        where w.id = any ($1) and w.by_hand <> exists (
          select from tasks t where t.tenant_id = w.tenant_id and t.work_item_id = w.id and t.state = 'completed')""",
    ),
    Rule(
        "open-after-end",
        ITEMS,
        """
        select w.id::text, format('it is %s, and %s %s is %s', w.state, o.what, o.id, o.state)
        from work_items w join (
          select tenant_id, work_item_id, 'task' what, id, state from tasks
          where state in ('ready', 'claimed', 'pended')
          union all
          select tenant_id, work_item_id, 'run', id, state from runs where state in ('queued', 'running')
          union all
          select tenant_id, work_item_id, 'timer', id, 'set' from timers) o
          on o.tenant_id = w.tenant_id and o.work_item_id = w.id
        where w.id = any ($1) and w.state <> 'open'""",
    ),
    Rule(
        "decision-missing",
        ITEMS,
        """
        select coalesce(h.work_item_id, d.work_item_id)::text,
               format('seq %s is a decision only in the %s', coalesce(h.seq, d.seq),
                      case when d.seq is null then 'history' else 'decisions' end)
        from (select * from history where work_item_id = any ($1) and kind = 'decision') h
        full join (select * from decisions where work_item_id = any ($1)) d
          on d.work_item_id = h.work_item_id and d.seq = h.seq
        where h.seq is null or d.seq is null""",
    ),
)
