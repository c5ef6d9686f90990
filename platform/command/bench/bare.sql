-- The tables of the bare handlers: the product's own, with their indexes and checks, without row-level security.
create schema bench;
do $$
declare
  v_name text;
  v_options text[];
begin
  foreach v_name in array array['work_items', 'documents', 'tasks', 'ready_tasks', 'history', 'decisions', 'queue_deltas',
                                'audit', 'audit_unsealed'] loop
    execute format('create table bench.%I (like public.%I including all)', v_name, v_name);
    select reloptions into v_options from pg_class where oid = format('public.%I', v_name)::regclass;
    if v_options is not null then
      execute format('alter table bench.%I set (%s)', v_name, array_to_string(v_options, ', '));
    end if;
  end loop;
end $$;
create table bench.orders (
  id uuid primary key default uuidv7(), tenant_id uuid not null, reference text not null, document json not null,
  received_at timestamptz not null default now());
create sequence bench.lane_ids;
create table bench.served (user_id uuid primary key, lanes bigint[] not null);

-- So many new lanes, which these people serve.
create function bench.open(p_n int, p_people uuid[]) returns bigint[] language sql as $$
  with lanes as materialized (select array(select nextval('bench.lane_ids') from generate_series(1, p_n)) ids),
  served as (insert into bench.served (user_id, lanes) select person, ids from unnest(p_people) person, lanes)
  select ids from lanes
$$;

-- Ready tasks, spread over the lanes and tenants, of items with this document.
create function bench.fill(p_n int, p_tenants uuid[], p_lanes bigint[], p_document json) returns void language sql as $$
  with new as materialized (
    select uuidv7() item, uuidv7() task, p_tenants[1 + nth % cardinality(p_tenants)] tenant,
           p_lanes[1 + nth % cardinality(p_lanes)] lane, now() + nth * interval '5 us' rank
    from generate_series(0, p_n - 1) nth),
  items as (
    insert into bench.work_items (tenant_id, id, type, reference, received_at, seq, open_tasks)
    select tenant, item, 'order', item::text, now(), 3, 1 from new),
  documents as (
    insert into bench.documents (tenant_id, work_item_id, version, document) select tenant, item, 1, p_document from new),
  tasks as (
    insert into bench.tasks (tenant_id, id, work_item_id, type, type_version, key, queue_key, lane_id, skills, levels, state,
                             priority, rank, ready_at, created_at)
    select tenant, task, item, 'order_entry', 1, 'order_entry', 'desk-' || lane, lane, '{}', '{}', 'ready', 50, rank, now(),
           now()
    from new)
  insert into bench.ready_tasks (lane_id, rank, created_at, task_id, tenant_id, work_item_id)
  select lane, rank, now(), task, tenant, item from new
$$;
