// One Korean word per thing the Api names.
export const STATES = {
  scheduled: '예약됨', due: '준비 중', claimed: '발송 대기', armed: '보내는 중', published: '게시됨',
  retrying: '재시도 중', failed: '실패', unknown: '확인 중', missed: '시간 놓침', cancelled: '취소됨',
};
export const DELIVERY = {
  not_scheduled: '예약 전', scheduled: '예약됨', publishing: '보내는 중', published: '게시됨', partially_published: '일부 게시됨',
  failed: '실패', unknown: '확인 중', missed: '시간 놓침', cancelled: '취소됨',
};
export const REVIEW = { draft: '초안', in_review: '검토 중', changes_requested: '수정 요청', approved: '승인됨', expired: '만료' };
export const PLATFORMS = { instagram: 'Instagram', facebook: 'Facebook', youtube: 'YouTube' };
export const PROVIDERS = { meta: 'Facebook·Instagram', instagram: 'Instagram(페이지 없이)', google: 'YouTube' };
export const ACCOUNT_STATES = { active: '연결됨', needs_reconnect: '다시 연결 필요', disabled: '사용 안 함' };
export const HIDDEN = { hidden: '숨김', held: '검토 대기', spam: '스팸 의심' };
export const ROLES = { admin: '관리자', manager: '매니저', operator: '운영자', client: '고객' };
export const SENTIMENTS = { positive: '긍정', neutral: '중립', negative: '부정', crisis: '위기' };
export const SEVERITIES = { critical: '위기', high: '주의' };
export const REPLY_STATES = {
  due: '보내는 중', claimed: '보내는 중', armed: '보내는 중', retrying: '다시 보내는 중', published: '보냄', failed: '실패', unknown: '확인 중', cancelled: '취소됨',
};
export const REPLY_LIMITS = { instagram: 2200, facebook: 8000, youtube: 10000 };
export const ACTIONS = { hide: '숨기기', unhide: '숨김 해제', delete: '삭제' };
export const ACTION_STATES = {
  due: '처리 중', claimed: '처리 중', armed: '처리 중', retrying: '다시 처리하는 중', published: '완료', failed: '실패', unknown: '확인 중', cancelled: '취소됨',
};
export const engineName = (engine) => (engine === 'embedded-template' ? '내장 엔진' : engine);
export const draftedBy = (engine) => `${engine === 'embedded-template' ? '내장 엔진이' : `${engine}이(가)`} 쓴 초안입니다.`;
export const EVENTS = {
  publish_result: '게시 결과', approval_request: '승인', notification: '알림', new_comment: '새 댓글', crisis_alert: '위기 경보', chat_stream: '대화',
};

const ACTION_OUTCOMES = { published: '완료되었습니다', failed: '하지 못했습니다', unknown: '되었는지 확인이 필요합니다' };
const REPLY_OUTCOMES = { published: '보냈습니다', failed: '보내지 못했습니다', unknown: '올라갔는지 확인이 필요합니다' };

/** What an event says, in a sentence. */
export function sentence(event, titleOf) {
  const platform = PLATFORMS[event.platform] ?? event.platform;
  switch (event.type) {
    case 'publish_result': {
      if (event.reply_id) return `${platform} 답글: ${REPLY_OUTCOMES[event.status] ?? event.status}${event.error ? ` – ${event.error}` : ''}`;
      if (event.action_id) return `${platform} 댓글 ${ACTIONS[event.action] ?? event.action}: ${ACTION_OUTCOMES[event.status] ?? event.status}${event.error ? ` – ${event.error}` : ''}`;
      const title = titleOf(event.content_id) ?? '콘텐츠';
      const outcome = { published: '게시되었습니다', failed: '게시하지 못했습니다', unknown: '게시 여부를 확인하고 있습니다', missed: '시간을 놓쳤습니다. 결정이 필요합니다' };
      return `“${title}” ${platform}: ${outcome[event.status] ?? event.status}${event.error ? ` – ${event.error}` : ''}`;
    }
    case 'approval_request':
      return `“${event.title}” ${REVIEW[event.from_status] ?? event.from_status} → ${REVIEW[event.to_status] ?? event.to_status} · ${event.requester}`;
    case 'new_comment':
      return event.count > 1 ? `${platform} ${event.message}` : `${platform} ${event.author || '이름 없음'}: ${event.message}`;
    case 'crisis_alert': return `${event.message}${event.acknowledged ? ' – 담당자가 확인했습니다' : ''}`;
    case 'notification': return [event.title, event.message].filter(Boolean).join(' – ');
    default: return event.message ?? event.title ?? '';
  }
}
