"""Patterns: what was raised was raised once for a set of items."""

from .rule import ITEMS, Rule

RULES = (
    # A signal of a pattern without its set, or at another time than its set was raised: it was raised once more.
    Rule(
        "raised-twice",
        ITEMS,
        """
        with told as (
          select h.work_item_id, h.seq, h.at, h.data ->> 'pattern' pattern, array(
            select (part ->> 'id')::uuid from json_array_elements(h.data -> 'items') part order by 1) items
          from history h
          where h.work_item_id = any ($1) and h.kind = 'signal' and h.data ->> 'pattern' is not null)
        select t.work_item_id::text,
               format('seq %s is a signal of the pattern "%s" for a set that was not raised then', t.seq, t.pattern)
        from told t where not exists (
          select from raised_sets r join patterns p on p.tenant_id = r.tenant_id and p.id = r.pattern_id
          where r.work_item_id = t.work_item_id and r.raised_at = t.at and p.name = t.pattern
            and array(select i from unnest(r.items) i order by 1) = t.items)""",
    ),
)
