-- What somebody says of an item, and that they said it. Answers the seq of that.
create function bpo_code.comment(
  p_tenant uuid, p_item uuid, p_id uuid, p_author json, p_text text, p_visible_to text, p_now timestamptz)
returns bigint language plpgsql as $$
declare
  v_seq bigint;
begin
  perform bpo_code.bind(array[p_tenant]);
  update work_items set seq = seq + 1 where tenant_id = p_tenant and id = p_item returning seq into v_seq;
  insert into comments (tenant_id, id, work_item_id, at, author, text, visible_to)
  values (p_tenant, p_id, p_item, p_now, p_author, p_text, p_visible_to);
  insert into history (tenant_id, work_item_id, seq, at, kind, actor, data)
  values (p_tenant, p_item, v_seq, p_now, 'commented', p_author, json_build_object('id', p_id, 'visible_to', p_visible_to));
  return v_seq;
end $$;
