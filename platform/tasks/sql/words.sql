-- Items whose documents are new, taken off the list, each with all its documents, the newest last. Nothing while another is at
-- it, so that no older document's words come after a newer one's. By unread_documents_pkey.
create function bpo_code.take_unread(p_tenants uuid[], p_limit int)
returns table (tenant_id uuid, work_item_id uuid, document json) language plpgsql as $$
#variable_conflict use_column
begin
  if not pg_try_advisory_xact_lock(hashtextextended('bpo item_words', 0)) then return; end if;
  perform bpo_code.bind(p_tenants);
  return query
    with taken as (
      delete from unread_documents u where u.id = any (array(select id from unread_documents order by id limit p_limit))
      returning u.tenant_id, u.work_item_id)
    select d.tenant_id, d.work_item_id, d.document
    from (select distinct tenant_id, work_item_id from taken) t
    join documents d on d.tenant_id = t.tenant_id and d.work_item_id = t.work_item_id
    order by d.tenant_id, d.work_item_id, d.version;
end $$;

-- Word by word: of which item, and whether it is gone from there.
create function bpo_code.enter_words(p_tenants uuid[], p_items uuid[], p_words text[], p_gone boolean[])
returns void language sql as $$
  delete from item_words w using unnest(p_tenants, p_items, p_words, p_gone) g (tenant_id, work_item_id, word, is_gone)
  where is_gone and w.tenant_id = g.tenant_id and w.word = g.word and w.work_item_id = g.work_item_id;
  insert into item_words (tenant_id, word, work_item_id)
  select tenant_id, word, work_item_id
  from unnest(p_tenants, p_items, p_words, p_gone) n (tenant_id, work_item_id, word, is_gone)
  where not is_gone order by tenant_id, word, work_item_id
  on conflict do nothing
$$;
