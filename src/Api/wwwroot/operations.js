// What keeps the fleet running, for admins; keys and the audit log, for managers too.
import { useEffect, useState } from 'preact/hooks';
import { html } from './html.js';
import { get } from './api.js';
import { useLook } from './look.js';
import { moment } from './time.js';
import { nameIn, say } from './language.js';
import { Jobs } from './operations-jobs.js';
import { DeadLetters } from './dead-letters.js';
import { ApiKeys } from './api-keys.js';
import { Audit } from './audit.js';
import { Table } from './operations-table.js';
import { needsStyle } from './view.js';

const PROCESSES = { api: ['API', 'API'], publishing: ['게시 워커', 'Publishing worker'], collection: ['수집 워커', 'Collection worker'], ai: ['AI 워커', 'AI worker'] };
const LANES = {
  'snsops.publishing': ['게시', 'Publishing'], 'snsops.collection': ['수집', 'Collection'], 'snsops.ai': ['AI', 'AI'], 'snsops.reports': ['리포트·색인', 'Reports, indexing'], 'snsops.events': ['실시간 이벤트', 'Live events'],
};
const BREAKERS = { closed: ['정상', 'Working'], open: ['막힘', 'Stopped'], probing: ['시험 중', 'Probing'], waiting_for_probe: ['시험 기다림', 'Waiting for a probe'] };
const count = (number) => (number ?? 0).toLocaleString('ko-KR');

needsStyle('operations.css');

export default function Operations({ user, clients, clientId, nameOf, embedded }) {
  const isAdmin = user.role === 'admin';
  return html`
    <div class="operations" data-testid="operations">
      ${!embedded && html`<header class="head"><h1 id="view-title" tabindex="-1">${say('운영', 'Operations')}</h1></header>`}
      ${isAdmin && html`<${Fleet} /><${Lanes} /><${Jobs} /><${DeadLetters} /><${Systems} />`}
      <${Cost} clients=${clients} clientId=${clientId} />
      <${ApiKeys} clients=${clients} nameOf=${nameOf} />
      <${Audit} clientId=${clientId} nameOf=${nameOf} />
    </div>`;
}

function Fleet() {
  const { data, error } = useLook('/v1/operations/fleet');
  return html`
    <section class="card" aria-labelledby="fleet-title" data-testid="fleet">
      <header><h2 id="fleet-title">${say('실행 중인 프로세스', 'Fleet')}</h2>
        ${data && html`<p class=${data.complete ? 'good' : 'bad'}>${data.complete ? say('모두 실행 중', 'All are alive') : say('실행되지 않는 프로세스가 있습니다', 'Something is not running')}${
          data.mixed_versions ? ` · ${say('버전이 섞여 있습니다', 'versions are mixed')}` : ''}</p>`}</header>
      <${Table} rows=${data?.processes} error=${error} caption=${say('실행 파일별 상태', 'State by executable')} columns=${[
        [say('프로세스', 'Process'), (row) => nameIn(PROCESSES, row.process)],
        [say('실행 중', 'Alive'), (row) => html`<span class=${row.alive ? 'good' : 'bad'}>${count(row.alive)}</span>`, 'number'],
        [say('버전', 'Version'), (row) => row.versions.map((version) => version.slice(0, 20)).join(', ')],
        [say('언제부터', 'Since'), (row) => (row.since ? moment(row.since) : '')],
        [say('마지막 소식', 'Last heard'), (row) => (row.heartbeat_at ? moment(row.heartbeat_at) : '')],
      ]} />
    </section>`;
}

function Lanes() {
  const { data, error } = useLook('/v1/operations/lanes');
  return html`
    <section class="card" aria-labelledby="lanes-title" data-testid="lanes">
      <header><h2 id="lanes-title">${say('레인', 'Lanes')}</h2></header>
      <${Table} rows=${data?.items} error=${error} caption=${say('레인별 지연', 'Lag by lane')} columns=${[
        [say('레인', 'Lane'), (row) => nameIn(LANES, row.topic)],
        [say('읽는 프로세스', 'Readers'), (row) => count(row.consumers), 'number'],
        [say('읽지 않은 메시지', 'Lag'), (row) => count(row.lag), 'number'],
        [say('데드 레터', 'Dead letters'), (row) => html`<span class=${row.dead_letters ? 'bad' : ''}>${count(row.dead_letters)}</span>`, 'number'],
        [say('기준', 'As of'), (row) => (row.as_of ? moment(row.as_of) : say('아직 보고가 없습니다', 'no report yet'))],
      ]} />
      ${data?.waiting.length > 0 && html`<p class="muted">${say('PostgreSQL에서 기다리는 작업', 'Work that waits in PostgreSQL')}: ${data.waiting.map((row) => `${row.job} ${count(row.items)}`).join(' · ')}</p>`}
    </section>`;
}

/** Platforms and other systems outside: breakers, and the budgets that are fullest. */
function Systems() {
  const breakers = useLook('/v1/operations/breakers');
  const budgets = useLook('/v1/operations/budgets');
  return html`
    <section class="card" aria-labelledby="systems-title" data-testid="systems">
      <header><h2 id="systems-title">${say('플랫폼과 외부 시스템', 'Platforms and systems outside')}</h2></header>
      <${Table} rows=${breakers.data?.items} error=${breakers.error} caption=${say('차단기', 'Breakers')} empty=${say('실패한 적이 없습니다.', 'None has ever failed.')} columns=${[
        [say('시스템', 'System'), (row) => row.scope],
        [say('상태', 'State'), (row) => html`<span class=${row.state === 'closed' ? 'good' : 'bad'}>${nameIn(BREAKERS, row.state)}</span>`],
        [say('연속 실패', 'Failures in a row'), (row) => count(row.failures), 'number'],
        [say('마지막 오류', 'Last error'), (row) => row.last_error ?? ''],
        [say('바뀐 때', 'Changed'), (row) => moment(row.updated_at)],
      ]} />
      <${Table} rows=${budgets.data?.items.slice(0, 10)} error=${budgets.error} caption=${say('호출 한도 (많이 쓴 순서)', 'Budgets of calls, the fullest first')} empty=${say('쓴 한도가 없습니다.', 'Nothing was used.')} columns=${[
        [say('한도', 'Budget'), (row) => row.account_name ?? row.name],
        [say('사용', 'Used'), (row) => html`<span class=${row.alarm ? 'bad' : ''}>${count(row.used)} / ${count(row.limit)}</span>`, 'number'],
        [say('멈춤', 'Closed until'), (row) => (row.closed_until ? moment(row.closed_until) : '')],
      ]} />
    </section>`;
}

/** What language models cost this month, by client. */
function Cost({ clients, clientId }) {
  const [rows, setRows] = useState(null);
  const [error, setError] = useState('');
  const shown = (clientId ? clients.filter((client) => client.id === clientId) : clients).slice(0, 30);
  useEffect(() => {
    let left = false;
    Promise.all(shown.map(async (client) => ({ client, usage: await get(`/v1/clients/${client.id}/llm/usage`) })))
      .then((read) => { if (!left) { setRows(read); setError(''); } }, (problem) => { if (!left) setError(problem.message); });
    return () => { left = true; };
  }, [shown.map((client) => client.id).join()]);
  const dollars = (usd) => `$${usd.toFixed(2)}`;
  return html`
    <section class="card" aria-labelledby="cost-title" data-testid="llm-cost">
      <header><h2 id="cost-title">${say('AI 비용 (이번 달)', 'Language models this month')}</h2></header>
      <${Table} rows=${rows} error=${error} caption=${say('클라이언트별 AI 비용', 'Cost by client')} columns=${[
        [say('클라이언트', 'Client'), (row) => row.client.name],
        [say('쓴 돈', 'Spent'), (row) => dollars(row.usage.spent_usd), 'number'],
        [say('예산', 'Budget'), (row) => (row.usage.budget_usd === null ? say('기본', 'default') : dollars(row.usage.budget_usd)), 'number'],
        [say('모델', 'Models'), (row) => row.usage.lines.map((line) => `${line.model} ${count(line.requests)}`).join(', ') || say('부른 적 없음', 'none called')],
      ]} />
    </section>`;
}
