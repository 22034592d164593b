-- What people change of approvals, the inbox and the ways they are told is audited like the rest.

select snsops.keep_audit('approval_policies');
select snsops.keep_audit('approval_links', 'token_hash');
select snsops.keep_audit('approval_link_contents');
select snsops.keep_audit('inbox_items');
select snsops.keep_audit('inbox_notes');
select snsops.keep_audit('saved_replies');
select snsops.keep_audit('saved_reply_values');
select snsops.keep_audit('business_hours');
select snsops.keep_audit('contacts', 'secret', 'key_id');
select snsops.keep_audit('notification_preferences');
select snsops.keep_audit('quiet_hours');
