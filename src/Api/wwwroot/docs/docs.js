// The reference of the Api, made of its own document. Nothing is asked of anybody else.
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** An element: tag, attributes, children (texts or elements). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
const refName = (schema) => schema?.$ref?.split('/').pop();

/** A type in a word: "string (uuid)", "Page of ContentView", "ContentView[]". */
function typeOf(schema) {
  if (!schema) return '';
  if (schema.$ref) return make('a', { href: `#schema-${refName(schema)}` }, refName(schema));
  const kinds = [schema.type ?? []].flat().filter((kind) => kind !== 'null');
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return make('span', {}, ...options.filter((option) => option.type !== 'null').flatMap((option, index) => [index ? ' | ' : '', typeOf(option)]));
  if (kinds.includes('array')) return make('span', {}, typeOf(schema.items), '[]');
  return kinds.join(' | ') + (schema.format ? ` (${schema.format})` : '') + (schema.enum ? `: ${schema.enum.join(', ')}` : '');
}

function table(headings, rows) {
  return rows.length === 0 ? null : make('table', {},
    make('thead', {}, make('tr', {}, headings.map((heading) => make('th', { scope: 'col' }, heading)))),
    make('tbody', {}, rows.map((cells) => make('tr', {}, cells.map((cell) => make('td', {}, cell ?? ''))))));
}

function operation(path, method, described) {
  const id = described.operationId ?? slug(`${method} ${path}`);
  const body = described.requestBody?.content ?? {};
  const answers = Object.entries(described.responses ?? {});
  return make('details', { id, 'data-text': `${method} ${path} ${described.summary} ${id}`.toLowerCase() },
    make('summary', {}, make('b', {}, method.toUpperCase()), make('code', {}, path), ' ', described.summary ?? ''),
    make('div', {},
      make('p', { class: 'muted' }, 'operationId ', make('code', {}, id)),
      described.description ? make('p', {}, described.description) : null,
      described.parameters?.length ? make('h4', {}, '값 | Parameters') : null,
      table(['이름 | name', '자리 | in', '형식 | type', '뜻 | meaning'], (described.parameters ?? []).map((given) => [
        make('code', {}, given.name + (given.required ? ' *' : '')), given.in, typeOf(given.schema), given.description])),
      Object.keys(body).length ? make('h4', {}, '본문 | Body') : null,
      table(['Content-Type', '형식 | type'], Object.entries(body).map(([type, content]) => [make('code', {}, type), typeOf(content.schema)])),
      make('h4', {}, '답 | Answers'),
      table(['상태 | status', '형식 | type', '뜻과 코드 | meaning and codes'], answers.map(([status, answer]) => [
        status,
        typeOf(Object.values(answer.content ?? {})[0]?.schema),
        answer['x-problem-codes'] ? make('span', {}, ...answer['x-problem-codes'].flatMap((code, index) => [index ? ', ' : '', make('a', { href: `#${code}` }, code)])) : answer.description]))));
}

function schema(name, described) {
  return make('details', { id: `schema-${name}`, 'data-text': name.toLowerCase() },
    make('summary', {}, make('code', {}, name)),
    make('div', {},
      described.description ? make('p', {}, described.description) : null,
      table(['이름 | name', '형식 | type', '뜻 | meaning'], Object.entries(described.properties ?? {}).map(([property, of]) => [
        make('code', {}, property + (described.required?.includes(property) ? ' *' : '')), typeOf(of), of.description]))));
}

function problems(items) {
  return make('section', { 'aria-labelledby': 'problems' },
    make('h2', { id: 'problems' }, '오류 코드 | Problem codes'),
    table(['code', '상태 | status', '뜻', 'meaning'], items.map((item) => [make('code', { id: item.code }, item.code), item.status, item.title, item.title_en])));
}

function find(text) {
  const wanted = text.trim().toLowerCase();
  for (const details of document.querySelectorAll('details[data-text]')) details.hidden = !details.dataset.text.includes(wanted);
  for (const section of document.querySelectorAll('section[data-part]')) section.hidden = !section.querySelector('details:not([hidden])');
}

/** Opens what the address points at. */
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target?.tagName === 'DETAILS') target.open = true;
  target?.scrollIntoView();
}

async function json(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function show() {
  const main = document.getElementById('main');
  try {
    const [api, kinds] = await Promise.all([json('/openapi/v1.json'), json('/problems')]);
    const parts = new Map();
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((one) => item[one])) {
        const part = item[method].tags?.[0] ?? 'Api';
        if (!parts.has(part)) parts.set(part, []);
        parts.get(part).push(operation(path, method, item[method]));
      }
    }
    const links = [...[...parts.keys()].map((part) => [`part-${slug(part)}`, part]), ['schemas', '형식 | Schemas'], ['problems', '오류 코드 | Problem codes']];
    document.getElementById('parts').append(make('ul', {}, links.map(([id, name]) => make('li', {}, make('a', { href: `#${id}` }, name)))));
    main.replaceChildren(
      make('p', {}, api.info.description),
      make('pre', { tabindex: '0' }, 'curl -H "Authorization: Bearer sno_…" ', `${location.origin}/v1/contents`),
      ...[...parts].map(([part, operations]) => make('section', { 'data-part': part }, make('h2', { id: `part-${slug(part)}` }, part), operations)),
      make('section', { 'data-part': 'schemas' }, make('h2', { id: 'schemas' }, '형식 | Schemas'), Object.entries(api.components.schemas).map(([name, described]) => schema(name, described))),
      problems(kinds.items));
    document.getElementById('find').addEventListener('input', (event) => find(event.currentTarget.value));
    addEventListener('hashchange', open);
    open();
  } catch (error) {
    main.replaceChildren(make('p', { role: 'alert' }, `문서를 불러오지 못했습니다 | The document could not be loaded: ${error.message}`));
  }
}

show();
