"""Tasks: done once, held by one, in their place while they are ready, and counted where they are."""

from .rule import ITEMS, PLACES, QUEUES, Rule

RULES = (
    Rule(
        "completed-twice",
        ITEMS,
        """
        select work_item_id::text, format('task %s was completed at seq %s and before, and not re-opened', task_id, seq)
        from (select work_item_id, task_id, seq, kind, lag(kind) over (partition by task_id order by seq) before
              from history where work_item_id = any ($1) and kind in ('task_completed', 'task_reopened')) h
        where kind = 'task_completed' and before = 'task_completed'""",
    ),
    Rule(
        "two-holders",
        ITEMS,
        """
        select work_item_id::text, format('task %s was claimed at seq %s while it was held', task_id, seq)
        from (select work_item_id, task_id, seq, kind, lag(kind) over (partition by task_id order by seq) before
              from history where work_item_id = any ($1)
                and kind in ('task_claimed', 'task_released', 'task_pended', 'task_transferred', 'task_completed',
                             'task_cancelled', 'task_reopened')) h
        where kind = 'task_claimed' and before = 'task_claimed'""",
    ),
    # A lease that ran out is its holder's until another takes the task: so a lapse does not count here.
    Rule(
        "not-the-holder",
        ITEMS,
        """
        select work_item_id::text, format('%s of task %s at seq %s was not by who held it', kind, task_id, seq)
        from (select work_item_id, task_id, seq, kind, actor ->> 'id' who,
                     lag(kind) over of_task before, lag(actor ->> 'id') over of_task holder
              from history where work_item_id = any ($1)
                and kind in ('task_claimed', 'task_released', 'task_pended', 'task_resumed', 'task_transferred',
                             'task_completed', 'task_cancelled', 'task_reopened')
                and not (kind = 'task_released' and actor ->> 'role' = 'system')
              window of_task as (partition by task_id order by seq)) h
        where kind in ('task_completed', 'task_pended')
          and (before, holder) is distinct from ('task_claimed', who)""",
    ),
    Rule(
        "same-eyes",
        ITEMS,
        """
        select t.work_item_id::text, format('task %s was not for who completed task %s, who completed it', t.id, o.id)
        from tasks t join tasks o on o.tenant_id = t.tenant_id and o.work_item_id = t.work_item_id and o.id <> t.id
          and o.completed_by = t.completed_by and o.completed_at < t.completed_at and t.not_by in ('*', o.type)
        where t.work_item_id = any ($1) and t.not_by is not null and t.completed_by is not null""",
    ),
    Rule(
        "task-state",
        ITEMS,
        """
        select t.work_item_id::text, format('task %s is %s; its history says %s', t.id, t.state,
                                            coalesce(h.state, 'nothing'))
        from tasks t left join (
          select distinct on (h.task_id) h.task_id, m.state from history h join (values
            ('task_created', 'ready'), ('task_released', 'ready'), ('task_resumed', 'ready'),
            ('task_reopened', 'ready'), ('task_transferred', 'ready'), ('task_claimed', 'claimed'),
            ('task_pended', 'pended'), ('task_completed', 'completed'), ('task_cancelled', 'cancelled')
            ) m (kind, state) on m.kind = h.kind
          where h.work_item_id = any ($1) and h.task_id is not null
          order by h.task_id, h.seq desc) h on h.task_id = t.id
        where t.work_item_id = any ($1) and t.state is distinct from h.state""",
    ),
    Rule(
        "lane",
        ITEMS,
        """
        select t.work_item_id::text, format('task %s stands in lane %s, which asks for something else', t.id, t.lane_id)
        from tasks t left join lanes l on l.id = t.lane_id and l.tenant_id = t.tenant_id
        where t.work_item_id = any ($1)
          and (l.id is null or l.reserved_for is distinct from t.reserved_for
               or (l.queue_key, l.skills, l.levels) <> (t.queue_key, t.skills, t.levels))""",
    ),
    Rule(
        "no-place",
        ITEMS,
        """
        select t.work_item_id::text, format('task %s is ready, and does not stand where it can be claimed', t.id)
        from tasks t left join ready_tasks r
          on (r.lane_id, r.rank, r.created_at, r.task_id) = (t.lane_id, t.rank, t.created_at, t.id)
        where t.work_item_id = any ($1) and t.state = 'ready'
          and (r.task_id is null or r.work_item_id <> t.work_item_id or r.barred is distinct from t.barred)""",
    ),
    Rule(
        "place-of-another",
        PLACES,
        """
        select r.task_id::text,
               format('it can be claimed in lane %s, and is %s', r.lane_id,
                      case when t.state = 'ready' then 'ready elsewhere' else coalesce(t.state, 'no task') end)
        from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::uuid[])
          p (lane_id, rank, created_at, task_id)
        join ready_tasks r using (lane_id, rank, created_at, task_id)
        left join tasks t on t.tenant_id = r.tenant_id and t.id = r.task_id
        where (t.state, t.lane_id, t.rank, t.created_at) is distinct from ('ready', r.lane_id, r.rank, r.created_at)""",
    ),
    Rule(
        "queue-counts",
        QUEUES,
        """
        with counted as (
          select queue_key, state, n from queue_counts where queue_key = any ($1)
          union all select queue_key, state, n from queue_deltas where queue_key = any ($1)
          union all select queue_key, state, -count(*) from tasks
            where queue_key = any ($1) and state in ('ready', 'claimed', 'pended') group by queue_key, state)
        select queue_key, format('the count of those %s is off by %s', state, sum(n)) from counted
        group by queue_key, state having sum(n) <> 0""",
    ),
    Rule(
        "due-counts",
        QUEUES,
        """
        with counted as (
          select queue_key, due_on, n from due_counts where queue_key = any ($1)
          union all select queue_key, due_on, n from due_deltas where queue_key = any ($1)
          union all select queue_key, (due_at at time zone 'utc')::date, -count(*) from tasks
            where queue_key = any ($1) and state in ('ready', 'claimed', 'pended') and due_at is not null
            group by queue_key, (due_at at time zone 'utc')::date)
        select queue_key, format('the count of those due on %s is off by %s', due_on, sum(n)) from counted
        group by queue_key, due_on having sum(n) <> 0""",
    ),
)
