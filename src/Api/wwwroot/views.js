// Every view of the page: one line each. Its module is fetched when somebody first goes there; it exports the view as its default.
// A view gets { user, route, clients, clientId, nameOf, colourOf, live, offset, feed, openNotification }.
// "g" and its key go there; "staff": not for people of a client; "quiet": reached from other views, not in the navigation; "owned": what it shows by its id is one client's.
export const VIEWS = [
  { name: 'today', label: ['오늘', 'Today'], icon: 'sun', key: 't', load: () => import('./today.js') },
  { name: 'calendar', label: ['캘린더', 'Calendar'], icon: 'calendar', key: 'c', load: () => import('./calendar.js') },
  { name: 'contents', label: ['콘텐츠', 'Contents'], icon: 'pen', key: 'w', load: () => import('./contents.js') },
  { name: 'approvals', label: ['승인', 'Approvals'], icon: 'check', key: 'p', load: () => import('./approvals.js') },
  { name: 'inbox', label: ['댓글함', 'Inbox'], icon: 'inbox', key: 'i', staff: true, load: () => import('./inbox.js') },
  { name: 'comments', label: ['모든 댓글', 'All comments'], icon: 'chat', key: 'm', load: () => import('./comments.js') },
  { name: 'failed', label: ['게시 문제', 'Failed posts'], icon: 'alert', key: 'f', load: () => import('./failed.js') },
  { name: 'insights', label: ['인사이트', 'Insights'], icon: 'chart', key: 's', load: () => import('./insights.js') },
  { name: 'reports', label: ['리포트', 'Reports'], icon: 'file', key: 'r', load: () => import('./reports.js') },
  { name: 'ask', label: ['데이터에 묻기', 'Ask'], icon: 'chat', key: 'a', owned: true, load: () => import('./ask.js') },
  { name: 'copy', label: ['카피 초안', 'Copy drafts'], icon: 'spark', staff: true, group: 'tools', load: () => import('./copy.js') },
  { name: 'knowledge', label: ['지식 문서', 'Knowledge'], icon: 'book', staff: true, group: 'tools', load: () => import('./knowledge.js') },
  { name: 'crisis', label: ['위기 규칙', 'Crisis rules'], icon: 'shield', staff: true, group: 'tools', load: () => import('./crisis.js') },
  { name: 'tone', label: ['감성 정확도', 'Sentiment accuracy'], icon: 'target', group: 'tools', load: () => import('./tone.js') },
  { name: 'operations', label: ['운영', 'Operations'], icon: 'gear', roles: ['admin', 'manager'], group: 'tools', load: () => import('./operations.js') },
  { name: 'notification-settings', label: ['알림 설정', 'Notification settings'], icon: 'bell', quiet: true, load: () => import('./notification-settings.js') },
  { name: 'accounts', label: ['계정', 'Accounts'], icon: 'link', group: 'tools', owned: true, load: () => import('./accounts.js') },
];

export const viewOf = (name) => VIEWS.find((view) => view.name === name) ?? VIEWS[0];
