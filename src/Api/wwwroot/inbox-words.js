// What the inbox says, in both languages.
import { names, words } from './language.js';

export const INBOX_STATES = names({ open: ['열림', 'Open'], answered: ['답함', 'Answered'], done: ['완료', 'Done'], snoozed: ['미룸', 'Snoozed'], all: ['전체', 'All'] });

export const t = words({
  title: ['댓글함', 'Inbox'], help: ['단축키', 'Shortcuts'], csv: ['CSV', 'CSV'], figures: ['응답 시간', 'Response times'], saved: ['저장해 둔 답글', 'Saved replies'],
  search: ['댓글 검색', 'Search comments'], searchHint: ['예: 맛있', 'for example 맛있'], tone: ['감성', 'Sentiment'], platform: ['플랫폼', 'Platform'], who: ['담당', 'Assignee'],
  all: ['전체', 'All'], mine: ['내 담당', 'Mine'], nobodys: ['담당 없음', 'Nobody’s'], unscored: ['분석 전', 'Not read yet'], from: ['시작일', 'From'], to: ['종료일', 'Until'], filters: ['거르기', 'Filters'],
  empty: ['할 일이 없습니다. 새 댓글이 오면 여기에 나타납니다.', 'Nothing to do. New comments appear here by themselves.'], noMatch: ['맞는 댓글이 없습니다.', 'No comment matches.'],
  more: ['더 보기', 'More'], found: ['댓글 {n}건', '{n} comments'], orMore: ['댓글 {n}건 이상', '{n} comments or more'], choose: ['왼쪽에서 댓글을 고르세요. 단축키는 ?', 'Choose a comment. Press ? for the shortcuts'],
  selected: ['{n}개 고름', '{n} selected'], selectOne: ['고르기: {name}', 'Select: {name}'], clear: ['고르기 취소', 'Clear'],
  assignMe: ['내가 맡기', 'Take it'], assign: ['맡기기', 'Give to'], nobody: ['없음', 'Nobody'], done: ['완료', 'Done'], reopen: ['다시 열기', 'Open again'], snooze: ['미루기', 'Snooze'], hide: ['숨기기', 'Hide'], delete: ['삭제', 'Delete'],
  tomorrow: ['내일 아침 9시까지', 'until 9 tomorrow'], threeHours: ['3시간', '3 hours'], monday: ['월요일 9시까지', 'until Monday 9:00'],
  bulkDone: ['{done}건 처리했습니다.', '{done} done.'], bulkRefused: ['{done}건 처리, {refused}건은 하지 못했습니다: {why}', '{done} done, {refused} refused: {why}'],
  sureDelete: ['고른 댓글 {n}개를 플랫폼에서 삭제합니다. 되돌릴 수 없습니다.', 'Deletes {n} comments from their platforms for good.'], yes: ['삭제', 'Delete'], no: ['그만두기', 'Do not'],
  snoozedUntil: ['{time}까지 미룸', 'Snoozed until {time}'], assignee: ['담당: {name}', 'Assignee: {name}'], notes: ['메모 {n}', '{n} notes'], answering: ['{name}님이 답글 쓰는 중', '{name} is answering'],
  elsewhere: ['플랫폼에서 직접 답함 ({time})', 'Answered on the platform itself ({time})'], back: ['목록으로', 'Back to the list'], post: ['게시물', 'Post'], open: ['게시물 보기', 'See the post'], thread: ['대화', 'Discussion'], ours: ['우리', 'Us'],
  noPost: ['여기에서 게시한 글이 아닙니다.', 'The post was not made from here.'], gone: ['삭제됨', 'Deleted'],
  noteTitle: ['내부 메모', 'Internal notes'], noteHint: ['동료만 봅니다', 'Only colleagues see it'], noteAdd: ['메모 남기기', 'Add the note'],
  reply: ['답글 쓰기', 'Answer'], replyTo: ['{name}님에게 보낼 답글', 'Your answer to {name}'], send: ['보내기', 'Send'], sending: ['보내는 중…', 'Sending…'], close: ['닫기', 'Close'],
  tooLong: ['{platform} 한도를 넘었습니다', 'too long for {platform}'], characters: ['{n} / {most}자', '{n} of {most} characters'],
  takeOver: ['넘겨받기', 'Take over'], savedPick: ['저장해 둔 답글 고르기', 'Choose a saved reply'],
  draft: ['초안', 'Draft'], draftUse: ['초안 넣기', 'Use the draft'], draftAsk: ['초안 부탁', 'Ask for a draft'], draftWaits: ['초안을 쓰고 있습니다…', 'A draft is being written…'],
  draftNoBasis: ['지식 문서에 근거가 없어 초안을 쓰지 않았습니다.', 'No document says what would answer it, so there is no draft.'], draftNote: ['{engine} 초안으로 시작했습니다. 확인하고 고쳐서 보내세요.', 'Begun as a draft of {engine}. Check it before you send it.'],
  sources: ['근거', 'Sources'],
  undoWaits: ['{n}초 뒤에 보냅니다.', 'Sends in {n} s.'], undo: ['취소', 'Undo'], undone: ['보내지 않았습니다. 글은 그대로 있습니다.', 'It was not sent. Your words are still here.'], noName: ['이름 없음', 'No name'],
  answerGone: ['앞서 보낸 답글이 이미 접수되었습니다. 아래에서 확인하세요.', 'Your answer was taken already: see below.'],
  figuresTitle: ['첫 답글까지 걸린 업무 시간 (최근 28일)', 'Working time to the first answer (last 28 days)'], client: ['고객사', 'Client'], comments: ['댓글', 'Comments'], answered: ['답함', 'Answered'], unanswered: ['답하지 않음', 'Unanswered'], median: ['중앙값', 'Median'], p90: ['p90', 'p90'], oldest: ['가장 오래', 'Oldest'],
  hoursNote: ['업무 시간(기본: 평일 9–18시, 공휴일 제외)만 셉니다.', 'Only working hours are counted: by default weekdays 9–18, no public holidays.'], minutes: ['{n}분', '{n} min'], hours: ['{n}시간', '{n} h'],
  savedNone: ['저장해 둔 답글이 없습니다.', 'There are no saved replies.'], savedTitle: ['제목', 'Title'], savedText: ['답글', 'Text'], savedAdd: ['저장', 'Keep'], savedVariables: ['쓸 수 있는 변수:', 'Names:'], oneClient: ['클라이언트를 하나 고르세요.', 'Choose one client.'],
  keysTitle: ['단축키', 'Shortcuts'], keysOn: ['한 글자 단축키 사용', 'Use single-key shortcuts'],
  kNext: ['다음 댓글', 'next comment'], kBefore: ['이전 댓글', 'comment before'], kReply: ['답글 쓰기', 'answer'], kSend: ['보내기 (답글 상자)', 'send (in the answer box)'], kUndo: ['보내기 취소', 'undo sending'], kTake: ['내가 맡기', 'take it'], kDone: ['완료 / 다시 열기', 'done / open again'], kSnooze: ['내일까지 미루기', 'snooze until tomorrow'],
  kNote: ['메모', 'note'], kHide: ['숨기기', 'hide'], kSelect: ['고르기', 'select'], kSearch: ['검색', 'search'], kHelp: ['이 도움말', 'this help'], kEscape: ['닫기', 'close'],
});
