import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { count, languageNow, words } from './language.js';
import { needsStyle } from './view.js';

needsStyle('vendor/uplot.css');

const HEIGHT = 220;
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const t = words({
  table: ['표로 보기', 'As a table'], day: ['날짜', 'Day'], sum: ['합계', 'Sum'], newest: ['최근 값', 'Newest'], none: ['이 기간의 값이 없습니다.', 'No figures of this time.'], drawn: ['{title} 그래프. 같은 값이 아래 표에 있습니다.', '{title}, drawn. The same figures are in the table below.'],
});

let loading = null;

/** uPlot, fetched when the first chart is drawn. */
function loadPlot() {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'), { src: 'vendor/uplot.js', onload: () => resolve(window.uPlot), onerror: () => { loading = null; reject(new Error('uplot')); } }));
  });
  return loading;
}

const colours = () => {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const found = { ink: read('--muted'), line: read('--line'), series: ['--series-1', '--series-2', '--series-3', '--series-4', '--series-5', '--series-6'].map(read),
    tones: { positive: read('--good'), neutral: read('--muted'), negative: read('--warn'), crisis: read('--bad'), unscored: read('--calm') } };
  probe.remove();
  return found;
};

/** Lines (or stacked bars) over the days, with the same figures as a table. */
export function Chart({ id, title, days, series, total, bars }) {
  const box = useRef(null);
  const [failed, setFailed] = useState(false);
  const shown = bars ? series.some((one) => one.values.some((value) => value > 0)) : series.length > 0;
  useEffect(() => {
    if (!shown) return undefined;
    let plot = null, gone = false;
    const draw = () => loadPlot().then((Plot) => {
      if (gone || !box.current) return;
      plot?.destroy();
      plot = new Plot(options(box.current.clientWidth, series, bars, Plot), dataOf(days, series, bars), box.current);
    }, () => setFailed(true));
    draw();
    const resized = new ResizeObserver(() => { if (plot && box.current) plot.setSize({ width: box.current.clientWidth, height: HEIGHT }); });
    resized.observe(box.current);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    addEventListener('themechange', draw);
    dark.addEventListener('change', draw);
    return () => { gone = true; plot?.destroy(); resized.disconnect(); removeEventListener('themechange', draw); dark.removeEventListener('change', draw); };
  }, [JSON.stringify(series), days.join(), languageNow()]);

  const known = (values) => values.filter((value) => value !== null);
  const sum = (values) => (known(values).length ? count(total ? known(values).reduce((a, b) => a + b, 0) : known(values).at(-1)) : '–');
  return html`
    <section class="card chart" aria-labelledby=${`chart-${id}`} data-testid=${`chart-${id}`} data-shown=${String(shown)}>
      <header><h2 id=${`chart-${id}`}>${title}</h2></header>
      ${!shown && html`<p class="empty">${t('none')}</p>`}
      ${shown && html`
        <ul class="legend">${series.map((one, place) => html`<li key=${one.name}><span class=${`swatch ${one.tone ?? `series-${place % 6 + 1}`}`} aria-hidden="true"></span>${one.name} <strong>${sum(one.values)}</strong> <span class="muted">${total ? t('sum') : t('newest')}</span></li>`)}</ul>
        ${!failed && html`<div ref=${box} class="plot" role="img" aria-label=${t('drawn', { title })}></div>`}
        <details><summary>${t('table')}<span class="visually-hidden">: ${title}</span></summary>
          <div class="table" tabindex="0" role="region" aria-label=${title}><table>
            <thead><tr><th scope="col">${t('day')}</th>${series.map((one) => html`<th key=${one.name} scope="col" class="number">${one.name}</th>`)}</tr></thead>
            <tbody>${days.map((day, place) => html`<tr key=${day}><th scope="row">${day}</th>${series.map((one) => html`<td key=${one.name} class="number">${one.values[place] === null ? '–' : count(one.values[place])}</td>`)}</tr>`).reverse()}</tbody>
          </table></div>
        </details>`}
    </section>`;
}

/** Bars stand on one another: each is drawn from the sum up to it, the highest first. */
function dataOf(days, series, bars) {
  const times = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  if (!bars) return [times, ...series.map((one) => one.values)];
  const sums = series.map((_, place) => days.map((__, day) => series.slice(0, place + 1).reduce((sum, one) => sum + (one.values[day] ?? 0), 0)));
  return [times, ...sums.reverse()];
}

function options(width, series, bars, Plot) {
  const { ink, line, series: palette, tones } = colours();
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line }, font: '12px sans-serif' };
  const drawn = series.map((one, place) => {
    const colour = one.tone ? tones[one.tone] : palette[place % palette.length];
    return bars ? { label: one.name, fill: colour, stroke: colour, width: 0, paths: Plot.paths.bars({ size: [0.7, 40] }), points: { show: false } }
      : { label: one.name, stroke: colour, width: 2, dash: DASHES[Math.floor(place / palette.length) % DASHES.length], spanGaps: false, points: { size: 4 } };
  });
  return {
    width, height: HEIGHT, legend: { show: false }, cursor: { drag: { x: false, y: false } }, scales: bars ? { y: { range: (_, __, most) => [0, Math.max(most, 1) * 1.05] } } : {}, tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    axes: [{ ...axis, values: (_, ticks) => ticks.map((tick) => { const day = new Date(tick * 1000); return `${day.getUTCMonth() + 1}/${day.getUTCDate()}`; }), space: 55, incrs: [86_400, 2 * 86_400, 7 * 86_400, 14 * 86_400, 28 * 86_400] },
      { ...axis, size: 62, values: (_, ticks) => ticks.map((tick) => count(tick)) }],
    series: [{}, ...(bars ? drawn.reverse() : drawn)],
  };
}
