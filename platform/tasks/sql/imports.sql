-- A page of an import: its items and how far it has come are one transaction, so that a page is done once, whoever dies.
-- What was begun by somebody who might goes on without their key; a suspended tenant's waits.
-- outcome: as of make_items | suspended | gone (it has ended, or another worker has done this page)
create function bpo_code.import_many(
  p_tenant uuid, p_import uuid, p_place bigint, p_config bigint, p_items bpo_code.new_item[], p_now timestamptz)
returns table (outcome text, nth int, work_item_id uuid) language plpgsql as $$
begin
  perform bpo_code.bind(array[p_tenant]);
  perform from imports i
    where i.tenant_id = p_tenant and i.id = p_import and i.place = p_place and i.state = 'running' for update;
  if not found then
    return query select 'gone', null::int, null::uuid;
  elsif (select t.state from tenants t where t.id = p_tenant) = 'suspended' then
    return query select 'suspended', null::int, null::uuid;
  else
    return query select * from bpo_code.make_items(p_tenant, p_config, p_items, p_now);
  end if;
end $$;

-- Faults are kept of the first rows that have some; the counts go on.
create function bpo_code.note_import(
  p_tenant uuid, p_import uuid, p_place bigint, p_accepted int, p_rows bigint[], p_faults text[], p_most int,
  p_held_until timestamptz)
returns void language plpgsql as $$
declare
  v_room bigint;
begin
  select p_most - i.rejected into v_room from imports i where i.tenant_id = p_tenant and i.id = p_import;
  update imports set place = p_place, accepted = accepted + p_accepted, rejected = rejected + cardinality(p_rows),
      held_until = p_held_until
    where tenant_id = p_tenant and id = p_import;
  insert into import_faults (tenant_id, import_id, row, faults)
  select p_tenant, p_import, f.row, f.faults::json from unnest(p_rows, p_faults) f (row, faults)
  order by f.row limit greatest(v_room, 0);
end $$;
