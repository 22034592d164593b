// One word per thing the Api names, in both languages.
import { names, words } from './language.js';

export const STATES = names({
  scheduled: ['예약됨', 'Scheduled'], due: ['준비 중', 'Preparing'], claimed: ['발송 대기', 'Waiting to send'], armed: ['보내는 중', 'Sending'], published: ['게시됨', 'Published'],
  retrying: ['재시도 중', 'Retrying'], failed: ['실패', 'Failed'], unknown: ['확인 중', 'Unknown'], missed: ['시간 놓침', 'Missed'], cancelled: ['취소됨', 'Cancelled'],
});
export const DELIVERY = names({
  not_scheduled: ['예약 전', 'Not scheduled'], scheduled: ['예약됨', 'Scheduled'], publishing: ['보내는 중', 'Sending'], published: ['게시됨', 'Published'],
  partially_published: ['일부 게시됨', 'Partly published'], failed: ['실패', 'Failed'], unknown: ['확인 중', 'Unknown'], missed: ['시간 놓침', 'Missed'], cancelled: ['취소됨', 'Cancelled'],
});
export const REVIEW = names({
  draft: ['초안', 'Draft'], in_review: ['검토 중', 'In review'], changes_requested: ['수정 요청', 'Changes requested'], approved: ['승인됨', 'Approved'], expired: ['만료', 'Expired'],
});
export const PLATFORMS = { instagram: 'Instagram', facebook: 'Facebook', youtube: 'YouTube' };
export const FORMATS = names({
  instagram_image: ['이미지', 'Image'], instagram_carousel: ['여러 장', 'Carousel'], instagram_reel: ['릴스', 'Reel'], instagram_story: ['스토리', 'Story'],
  facebook_text: ['글', 'Text'], facebook_photo: ['사진', 'Photo'], facebook_multi_photo: ['사진 여러 장', 'Photos'], facebook_video: ['영상', 'Video'],
  facebook_reel: ['릴스', 'Reel'], facebook_story: ['스토리', 'Story'], youtube_video: ['영상', 'Video'], youtube_short: ['쇼츠', 'Short'],
});
export const PROVIDERS = names({ meta: ['Facebook·Instagram', 'Facebook and Instagram'], instagram: ['Instagram(페이지 없이)', 'Instagram (without a page)'], google: ['YouTube', 'YouTube'] });
export const ACCOUNT_STATES = names({ active: ['연결됨', 'Connected'], needs_reconnect: ['다시 연결 필요', 'Connect again'], disabled: ['사용 안 함', 'Disabled'] });
export const RISKS = names({ reconnect: ['계정을 다시 연결해야 합니다', 'the account must be connected again'], expires: ['그 전에 연결이 끝납니다', 'its connection ends before'], scope: ['게시 권한이 없습니다', 'it may not publish'] });
export const HIDDEN = names({ hidden: ['숨김', 'Hidden'], held: ['검토 대기', 'Held for review'], spam: ['스팸 의심', 'Likely spam'] });
export const ROLES = names({ admin: ['관리자', 'Admin'], manager: ['매니저', 'Manager'], operator: ['운영자', 'Operator'], client: ['고객', 'Client'] });
export const SENTIMENTS = names({ positive: ['긍정', 'Positive'], neutral: ['중립', 'Neutral'], negative: ['부정', 'Negative'], crisis: ['위기', 'Crisis'] });
export const SEVERITIES = names({ critical: ['위기', 'Critical'], high: ['주의', 'Warning'] });
export const REPLY_STATES = names({
  due: ['보내는 중', 'Sending'], claimed: ['보내는 중', 'Sending'], armed: ['보내는 중', 'Sending'], retrying: ['다시 보내는 중', 'Sending again'], published: ['보냄', 'Sent'],
  failed: ['실패', 'Failed'], unknown: ['확인 중', 'Unknown'], cancelled: ['취소됨', 'Cancelled'],
});
export const REPLY_LIMITS = { instagram: 2200, facebook: 8000, youtube: 10000 };
export const ACTIONS = names({ hide: ['숨기기', 'Hide'], unhide: ['숨김 해제', 'Show again'], delete: ['삭제', 'Delete'] });
export const ACTION_STATES = names({
  due: ['처리 중', 'Under way'], claimed: ['처리 중', 'Under way'], armed: ['처리 중', 'Under way'], retrying: ['다시 처리하는 중', 'Trying again'], published: ['완료', 'Done'],
  failed: ['실패', 'Failed'], unknown: ['확인 중', 'Unknown'], cancelled: ['취소됨', 'Cancelled'],
});
export const SCOPES = names({ content: ['콘텐츠', 'Content'], account: ['계정', 'Account'], client: ['클라이언트 전체', 'The whole client'] });
export const EVENTS = names({
  publish_result: ['게시 결과', 'Outcome'], approval_request: ['승인', 'Approval'], notification: ['알림', 'Notification'], new_comment: ['새 댓글', 'New comment'],
  crisis_alert: ['위기 경보', 'Crisis'], chat_stream: ['대화', 'Conversation'],
});

const t = words({
  embedded: ['내장 엔진', 'embedded engine'],
  draftedByUs: ['내장 엔진이 쓴 초안입니다.', 'A draft by the embedded engine.'],
  draftedBy: ['{engine}이(가) 쓴 초안입니다.', 'A draft by {engine}.'],
  action_published: ['완료되었습니다', 'done'], action_failed: ['하지 못했습니다', 'not done'], action_unknown: ['되었는지 확인이 필요합니다', 'must be looked at'],
  reply_published: ['보냈습니다', 'sent'], reply_failed: ['보내지 못했습니다', 'not sent'], reply_unknown: ['올라갔는지 확인이 필요합니다', 'must be looked at'],
  post_published: ['게시되었습니다', 'is published'], post_failed: ['게시하지 못했습니다', 'could not be published'],
  post_unknown: ['게시 여부를 확인하고 있습니다', 'may be there: it is being looked for'], post_missed: ['시간을 놓쳤습니다. 결정이 필요합니다', 'missed its time: somebody must decide'],
  reply: ['{platform} 답글: {outcome}', '{platform} reply: {outcome}'],
  action: ['{platform} 댓글 {action}: {outcome}', '{platform} comment, {action}: {outcome}'],
  post: ['“{title}” {platform}: {outcome}', '“{title}” on {platform} {outcome}'],
  content: ['콘텐츠', 'a content'], noName: ['이름 없음', 'No name'],
  taken: ['담당자가 확인했습니다', 'somebody has taken it'],
});

const isEmbedded = (engine) => Boolean(engine?.startsWith('embedded'));
export const engineName = (engine) => (isEmbedded(engine) ? t('embedded') : engine);
export const draftedBy = (engine) => (isEmbedded(engine) ? t('draftedByUs') : t('draftedBy', { engine }));
export const authorOf = (comment) => comment.author || t('noName');

/** What an event says, in a sentence. */
export function sentence(event, titleOf) {
  const platform = PLATFORMS[event.platform] ?? event.platform;
  const why = event.error ? ` – ${event.error}` : '';
  switch (event.type) {
    case 'publish_result':
      if (event.reply_id) return t('reply', { platform, outcome: t(`reply_${event.status}`) }) + why;
      if (event.action_id) return t('action', { platform, action: ACTIONS[event.action] ?? event.action, outcome: t(`action_${event.status}`) }) + why;
      return t('post', { platform, title: titleOf(event.content_id) ?? t('content'), outcome: t(`post_${event.status}`) }) + why;
    case 'approval_request':
      return `“${event.title}” ${REVIEW[event.from_status] ?? event.from_status} → ${REVIEW[event.to_status] ?? event.to_status} · ${event.requester}`;
    case 'new_comment':
      return event.count > 1 ? `${platform} ${event.message}` : `${platform} ${authorOf(event)}: ${event.message}`;
    case 'crisis_alert': return `${event.message}${event.acknowledged ? ` – ${t('taken')}` : ''}`;
    case 'notification': return [event.title, event.message].filter(Boolean).join(' – ');
    default: return event.message ?? event.title ?? '';
  }
}
