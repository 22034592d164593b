-- A question is read by who asked it alone: the log keeps that it was asked, not what. Whoever has mail sent to a client stands in it.

drop trigger audited on questions;
select snsops.keep_audit('questions', 'text', 'answer', 'sql', 'columns', 'rows', 'assumptions', 'sources', 'reading');

create trigger audited after insert or update on notification_deliveries for each row
    when (coalesce(current_setting('snsops.acting', true), '') <> '' and new.purpose = 'mail')
    execute function snsops.audit('body', 'html', 'key_id', 'sealed', 'owner', 'epoch');
