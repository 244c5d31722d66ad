'use strict';
(() => {
  const byId = (id) => document.getElementById(id);
  const rowHeight = 26, rowsAround = 8, rowsOnPaper = 2000, barWidth = 4;
  const second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;

  // Events are columns over all blocks; their texts stay in the blocks.
  const blocks = [];
  for (const script of document.querySelectorAll('script.events')) {
    blocks.push(JSON.parse(script.textContent));
    script.remove();
  }
  const total = blocks.reduce((n, b) => n + b.t.length, 0);
  const times = new Float64Array(total), sourceOf = new Uint8Array(total), found = new Uint8Array(total);
  const blockOf = new Uint32Array(total), indexOf = new Uint16Array(total);
  const sources = []; // {name, count, on, color}
  const withFindings = [];
  {
    const known = new Map();
    let i = 0;
    blocks.forEach((b, n) => {
      let time = 0;
      b.t.forEach((delta, j) => {
        time += delta;
        times[i] = time;
        blockOf[i] = n;
        indexOf[i] = j;
        const name = b.s[b.k[j]];
        if (!known.has(name)) {
          known.set(name, sources.length);
          sources.push({ name, count: 0, on: true, color: '' });
        }
        sourceOf[i] = known.get(name);
        sources[sourceOf[i]].count++;
        if (b.f[j]) {
          found[i] = 1;
          withFindings.push(i);
        }
        i++;
      });
    });
  }
  const text = (i, column) => {
    const b = blocks[blockOf[i]];
    return b.s[b[column][indexOf[i]]];
  };
  const first = total ? times[0] : 0, last = total ? times[total - 1] : 0;
  const margin = Math.max((last - first) / 200, 500);
  const whole = { from: Math.max(first - margin, Date.parse('0001-01-01')), to: Math.min(last + margin, Date.parse('9999-12-31T23:59:59.999Z')) };

  // What is shown: matched holds the events that the filters let through, and
  // matched[low..high] those of them in the range.
  let range = { ...whole }, before = [];
  let matched = new Uint32Array(0), low = 0, high = 0;
  let cursor = -1, open = false;

  const iso = (t) => new Date(t).toISOString();
  const micros = (i) => {
    const b = blocks[blockOf[i]];
    return iso(times[i]).slice(0, -1) + String(b.u[indexOf[i]]).padStart(3, '0') + 'Z';
  };
  const numbers = new Intl.NumberFormat('en');
  const count = (n) => numbers.format(n);

  // element makes an element with text, and never with markup.
  const element = (name, className, content) => {
    const e = document.createElement(name);
    if (className) e.className = className;
    if (content) e.textContent = content;
    return e;
  };

  // ---- filters

  // match looks once at each text of a block, however many events have it.
  function match() {
    const wanted = byId('text').value.toLowerCase(), only = byId('findings').checked;
    const on = sources.map((s) => s.on);
    const out = new Uint32Array(total);
    let n = 0, i = 0;
    for (const b of blocks) {
      const hits = wanted && texts(b).map((s) => s.includes(wanted));
      for (let j = 0; j < b.t.length; j++, i++) {
        if (on[sourceOf[i]] && (!only || found[i]) && (!wanted || hits[b.m[j]] || hits[b.p[j]])) out[n++] = i;
      }
    }
    matched = out.subarray(0, n);
    draw();
  }

  const texts = (b) => b.lower || (b.lower = b.s.map((s) => s.toLowerCase()));

  // place is where in matched the first event at or after a time is.
  function place(time) {
    let from = 0, to = matched.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (times[matched[middle]] < time) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  let waiting = 0;
  function matchSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(match, 80);
  }

  function listSources() {
    const known = getComputedStyle(document.documentElement);
    for (const s of [...sources].sort((a, b) => b.count - a.count)) {
      const label = element('label'), box = element('input'), swatch = element('span', 'swatch');
      box.type = 'checkbox';
      box.checked = true;
      box.name = s.name;
      box.addEventListener('change', () => {
        s.on = box.checked;
        match();
      });
      if (known.getPropertyValue('--' + s.name)) s.variable = '--' + s.name;
      swatch.style.setProperty('--color', `var(${s.variable || '--faint'})`);
      label.append(box, ' ', swatch, s.name + ' ', element('span', 'count', count(s.count)));
      byId('sources').append(label);
      s.box = box;
    }
    byId('with-findings').textContent = count(withFindings.length);
    byId('findings').disabled = byId('to-findings').disabled = withFindings.length === 0;
  }

  function everySource(on) {
    for (const s of sources) s.on = s.box.checked = on;
    match();
  }

  // ---- the range of time

  // show goes to a range, kept within what there is and no shorter than 10 ms.
  function show(from, to, remember = true) {
    const span = Math.min(Math.max(to - from, 10), whole.to - whole.from);
    from = Math.min(Math.max(from, whole.from), whole.to - span);
    if (remember && (from !== range.from || span !== range.to - range.from)) before.push(range);
    range = { from, to: from + span };
    draw();
  }

  function zoom(factor, at = (range.from + range.to) / 2) {
    show(at - (at - range.from) * factor, at + (range.to - at) * factor);
  }

  function move(part) {
    const by = (range.to - range.from) * part;
    show(range.from + by, range.to + by);
  }

  function back() {
    const range = before.pop();
    if (range) show(range.from, range.to, false);
  }

  function toFindings() {
    if (!withFindings.length) return;
    const from = times[withFindings[0]], to = times[withFindings[withFindings.length - 1]];
    const margin = Math.max((to - from) / 20, minute);
    show(from - margin, to + margin);
  }

  // typed reads a time as it is shown, also without its end.
  function typed(input) {
    const m = /^\s*(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?Z?\s*$/.exec(input.value);
    if (!m) return NaN;
    const [, year, month, date, hours, minutes, seconds] = m.map((s) => Number(s || 0));
    const t = new Date(0);
    t.setUTCFullYear(year, month - 1, date);
    t.setUTCHours(hours, minutes, seconds, Number((m[7] || '').padEnd(3, '0')));
    return t.getUTCMonth() === month - 1 && t.getUTCDate() === date ? t.getTime() : NaN;
  }

  function typedRange() {
    const from = typed(byId('from')), to = typed(byId('to'));
    byId('from').classList.toggle('wrong', isNaN(from));
    byId('to').classList.toggle('wrong', isNaN(to) || to <= from);
    if (from < to) show(from, to);
  }

  // ---- drawing

  let drawing = false;
  function draw() {
    low = place(range.from);
    high = place(range.to);
    byId('from').value = iso(Math.floor(range.from));
    byId('to').value = iso(Math.ceil(range.to));
    byId('from').classList.remove('wrong');
    byId('to').classList.remove('wrong');
    byId('back').disabled = before.length === 0;
    byId('shown').textContent = `${count(high - low)} of ${count(total)} events`;
    if (cursor >= 0) choose(cursor, false);
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
      drawing = false;
      drawHistogram();
      drawList();
    });
  }

  let bars = null; // {n, counts, totals, findings}
  function countBars(n) {
    const counts = new Uint32Array(n * sources.length), totals = new Uint32Array(n), findings = new Uint32Array(n);
    const scale = n / (range.to - range.from);
    for (let k = low; k < high; k++) {
      const i = matched[k], bar = Math.min(Math.floor((times[i] - range.from) * scale), n - 1);
      counts[bar * sources.length + sourceOf[i]]++;
      totals[bar]++;
      findings[bar] += found[i];
    }
    bars = { n, counts, totals, findings };
  }

  function drawHistogram() {
    const canvas = byId('canvas'), box = byId('histogram').getBoundingClientRect();
    const width = Math.max(box.width - 2, 1), height = Math.max(box.height - 2, 1), ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const c = canvas.getContext('2d');
    c.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement), color = (name) => style.getPropertyValue(name).trim();
    const colors = sources.map((s) => color(s.variable || '--faint'));
    const top = 14, bottom = height - 18;
    countBars(Math.max(Math.floor(width / barWidth), 1));
    const most = bars.totals.reduce((a, b) => Math.max(a, b), 0);
    drawAxis(c, width, bottom, height, color);
    const scaled = byId('log').checked ? (n) => Math.log1p(n) / Math.log1p(most) : (n) => n / most;
    const w = width / bars.n;
    for (let bar = 0; bar < bars.n; bar++) {
      if (!bars.totals[bar]) continue;
      const full = Math.max(scaled(bars.totals[bar]) * (bottom - top), 2);
      let y = bottom;
      for (let s = 0; s < sources.length; s++) {
        const part = bars.counts[bar * sources.length + s] / bars.totals[bar] * full;
        if (!part) continue;
        c.fillStyle = colors[s];
        c.fillRect(bar * w, y - part, Math.max(w - 1, 1), part);
        y -= part;
      }
      if (bars.findings[bar]) {
        const x = bar * w + (w - 1) / 2;
        c.fillStyle = color('--finding');
        c.beginPath();
        c.moveTo(x - 5, 2);
        c.lineTo(x + 5, 2);
        c.lineTo(x, 11);
        c.fill();
        c.fillRect(x - .5, 11, 1, y - 11);
      }
    }
    c.fillStyle = color('--faint');
    c.font = '11px system-ui, sans-serif';
    c.textAlign = 'left';
    if (most) c.fillText(`most: ${count(most)}`, 4, top - 3);
  }

  // steps are what lies between two marks of the axis, from milliseconds to years.
  const steps = [
    ...[1, 2, 5, 10, 20, 50, 100, 200, 500, second, 2 * second, 5 * second, 10 * second, 30 * second, minute, 2 * minute, 5 * minute,
      10 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day].map((ms) => ({ ms })),
    ...[1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000].map((months) => ({ ms: months * 30.4 * day, months })),
  ];

  function drawAxis(c, width, bottom, height, color) {
    const step = steps.find((s) => (range.to - range.from) / s.ms * 110 < width) || steps[steps.length - 1];
    c.font = '11px system-ui, sans-serif';
    c.textAlign = 'center';
    c.lineWidth = 1;
    for (const t of marks(step)) {
      const x = Math.round((t - range.from) / (range.to - range.from) * width) + .5;
      c.strokeStyle = color('--line');
      c.beginPath();
      c.moveTo(x, 0);
      c.lineTo(x, bottom + 3);
      c.stroke();
      if (x < 40 || x > width - 40) continue;
      c.fillStyle = color('--faint');
      c.fillText(mark(t, step), x, height - 5);
    }
    c.strokeStyle = color('--line');
    c.beginPath();
    c.moveTo(0, bottom + .5);
    c.lineTo(width, bottom + .5);
    c.stroke();
  }

  function* marks(step) {
    if (!step.months) {
      for (let t = Math.ceil(range.from / step.ms) * step.ms; t < range.to; t += step.ms) yield t;
      return;
    }
    const begin = new Date(range.from);
    let month = Math.floor((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / step.months) * step.months;
    for (;; month += step.months) {
      const t = new Date(0);
      t.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
      if (!(t < range.to)) return;
      if (t >= range.from) yield t.getTime();
    }
  }

  function mark(t, step) {
    const s = iso(t), at = s.length - 24; // years of more than four digits have a sign
    if (step.months >= 12) return s.slice(0, 4 + at);
    if (step.months) return s.slice(0, 7 + at);
    if (step.ms >= day || t % day === 0) return s.slice(0, 10 + at);
    if (step.ms >= minute) return s.slice(11 + at, 16 + at);
    return step.ms >= second ? s.slice(11 + at, 19 + at) : s.slice(17 + at, 23 + at) + ' s';
  }

  // row is one event of matched.
  function row(k) {
    const i = matched[k], e = element('div', 'row');
    const subject = text(i, 'm'), path = text(i, 'p'), rules = text(i, 'f');
    const source = element('span', 'source'), swatch = element('span', 'swatch');
    swatch.style.setProperty('--color', `var(${sources[sourceOf[i]].variable || '--faint'})`);
    source.append(swatch, sources[sourceOf[i]].name);
    e.append(element('span', 'mark', found[i] ? '!' : ''), element('span', 'time', iso(times[i])), source,
      element('span', 'what', text(i, 'w')), element('span', 'subject', subject));
    if (path && !subject.includes(path)) e.append(element('span', 'place', path));
    if (rules) {
      e.append(element('span', 'rules', rules));
      e.classList.add('finding');
    }
    return e;
  }

  function drawList() {
    const list = byId('list'), n = high - low, rows = [];
    byId('space').style.height = `${Math.max(n * rowHeight, 1)}px`;
    const begin = Math.max(Math.floor(list.scrollTop / rowHeight) - rowsAround, 0);
    const end = Math.min(Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + rowsAround, n);
    for (let at = begin; at < end; at++) {
      const e = row(low + at);
      e.id = `row-${matched[low + at]}`;
      e.setAttribute('role', 'option');
      e.setAttribute('aria-setsize', n);
      e.setAttribute('aria-posinset', at + 1);
      e.setAttribute('aria-selected', matched[low + at] === cursor);
      e.classList.toggle('chosen', matched[low + at] === cursor);
      e.style.top = `${at * rowHeight}px`;
      rows.push(e);
    }
    if (!n) {
      byId('space').style.height = '';
      rows.push(element('p', 'empty', total ? 'No event matches the filters in this range.' : 'There are no events.'));
    }
    byId('space').replaceChildren(...rows);
    if (cursor >= 0 && byId(`row-${cursor}`)) list.setAttribute('aria-activedescendant', `row-${cursor}`);
    else list.removeAttribute('aria-activedescendant');
  }

  // ---- one event

  // position is where in the list an event is, or -1.
  function position(event) {
    let k = place(times[event]);
    while (k < matched.length && matched[k] < event) k++;
    return matched[k] === event && k >= low && k < high ? k - low : -1;
  }

  // choose puts the cursor on an event, and scrolls to it.
  function choose(event, scroll = true) {
    cursor = event;
    const list = byId('list'), at = position(event);
    if (scroll && at >= 0) {
      const top = at * rowHeight;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
    }
    if (open) details();
  }

  function details() {
    const b = blocks[blockOf[cursor]], d = b.d[indexOf[cursor]], rules = text(cursor, 'f'), path = text(cursor, 'p'), list = byId('event-details');
    list.replaceChildren();
    const add = (name, value, className) => list.append(element('dt', '', name), element('dd', className, value));
    for (const rule of rules.split(' ')) if (rule) add('finding', rule, 'finding');
    add('source', sources[sourceOf[cursor]].name);
    if (path) add('path', path);
    for (let j = 0; j < d.length; j += 2) add(b.s[d[j]], b.s[d[j + 1]]);
    byId('event-time').textContent = micros(cursor);
    byId('event-subject').textContent = text(cursor, 'm');
    byId('same-path').disabled = !path;
    byId('event').hidden = false;
  }

  function openEvent() {
    if (cursor < 0) return;
    open = true;
    details();
    drawList();
  }

  function closeEvent() {
    open = false;
    byId('event').hidden = true;
    byId('list').focus();
  }

  // ---- hands

  byId('filters').addEventListener('submit', (e) => e.preventDefault());
  byId('text').addEventListener('input', matchSoon);
  byId('findings').addEventListener('change', match);
  byId('every-source').addEventListener('click', () => everySource(true));
  byId('no-source').addEventListener('click', () => everySource(false));
  byId('log').addEventListener('change', drawHistogram);
  byId('from').addEventListener('change', typedRange);
  byId('to').addEventListener('change', typedRange);
  byId('earlier').addEventListener('click', () => move(-.5));
  byId('later').addEventListener('click', () => move(.5));
  byId('zoom-in').addEventListener('click', () => zoom(.5));
  byId('zoom-out').addEventListener('click', () => zoom(2));
  byId('back').addEventListener('click', back);
  byId('whole').addEventListener('click', () => show(whole.from, whole.to));
  byId('to-findings').addEventListener('click', toFindings);
  byId('close').addEventListener('click', closeEvent);
  byId('around').addEventListener('click', () => {
    show(times[cursor] - 5 * minute, times[cursor] + 5 * minute);
    choose(cursor);
  });
  byId('same-path').addEventListener('click', () => {
    byId('text').value = text(cursor, 'p');
    match();
  });

  const histogram = byId('histogram'), brush = byId('brush');
  const timeAt = (x) => range.from + x / histogram.clientWidth * (range.to - range.from);
  const offset = (e) => Math.min(Math.max(e.clientX - histogram.getBoundingClientRect().left - 1, 0), histogram.clientWidth);
  let pressed = -1;
  histogram.addEventListener('pointerdown', (e) => {
    if (e.button !== 0) return;
    pressed = offset(e);
    histogram.setPointerCapture(e.pointerId);
  });
  histogram.addEventListener('pointermove', (e) => {
    const x = offset(e);
    hover(x);
    if (pressed < 0) return;
    brush.hidden = false;
    brush.style.left = `${Math.min(pressed, x)}px`;
    brush.style.width = `${Math.abs(x - pressed)}px`;
  });
  histogram.addEventListener('pointerup', (e) => {
    const x = offset(e), from = pressed;
    pressed = -1;
    brush.hidden = true;
    if (from >= 0 && Math.abs(x - from) > 3) show(timeAt(Math.min(from, x)), timeAt(Math.max(from, x)));
  });
  histogram.addEventListener('pointercancel', () => {
    pressed = -1;
    brush.hidden = true;
  });
  histogram.addEventListener('pointerleave', () => { byId('hover').textContent = ''; });
  histogram.addEventListener('dblclick', () => show(whole.from, whole.to));
  histogram.addEventListener('wheel', (e) => {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    zoom(e.deltaY > 0 ? 1.25 : .8, timeAt(offset(e)));
  }, { passive: false });

  // hover tells what a bar holds.
  function hover(x) {
    if (!bars) return;
    const bar = Math.min(Math.floor(x / histogram.clientWidth * bars.n), bars.n - 1), span = (range.to - range.from) / bars.n;
    const parts = sources.map((s, n) => [bars.counts[bar * sources.length + n], s.name]).filter(([n]) => n).sort((a, b) => b[0] - a[0]);
    let what = parts.map(([n, name]) => `${count(n)} ${name}`).join(', ') || 'nothing';
    if (bars.findings[bar]) what += `; ${count(bars.findings[bar])} with findings`;
    byId('hover').textContent = `${iso(range.from + bar * span)}: ${what}`;
  }

  histogram.addEventListener('keydown', (e) => {
    const keys = {
      '+': () => zoom(.5), '=': () => zoom(.5), '-': () => zoom(2), ArrowLeft: () => move(-.25), ArrowRight: () => move(.25),
      0: () => show(whole.from, whole.to), Home: () => show(whole.from, whole.to), f: toFindings, Backspace: back,
    };
    if (e.ctrlKey || e.metaKey || e.altKey || !keys[e.key]) return;
    e.preventDefault();
    keys[e.key]();
  });

  const list = byId('list');
  let scrolling = false;
  list.addEventListener('scroll', () => {
    if (scrolling) return;
    scrolling = true;
    requestAnimationFrame(() => {
      scrolling = false;
      drawList();
    });
  });
  list.addEventListener('click', (e) => {
    const clicked = e.target.closest('.row');
    if (!clicked) return;
    choose(matched[low + Number(clicked.getAttribute('aria-posinset')) - 1], false);
    openEvent();
  });
  list.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const n = high - low, page = Math.max(Math.floor(list.clientHeight / rowHeight) - 1, 1);
    const at = cursor < 0 ? -1 : position(cursor);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: n - 1 }[e.key];
    if (to !== undefined && n) {
      choose(matched[low + Math.min(Math.max(to, 0), n - 1)]);
      drawList();
    } else if (e.key === 'Enter' || e.key === ' ') openEvent();
    else if (e.key === 'Escape' && open) closeEvent();
    else return;
    e.preventDefault();
  });
  byId('event').addEventListener('keydown', (e) => { if (e.key === 'Escape') closeEvent(); });

  // On paper, the list is the first events of the range, and a line says so.
  window.addEventListener('beforeprint', () => {
    const n = high - low, rows = [];
    for (let k = low; k < Math.min(high, low + rowsOnPaper); k++) rows.push(row(k));
    if (n > rowsOnPaper) rows.push(element('p', '', `… and ${count(n - rowsOnPaper)} more: narrow the range or the filters to print them.`));
    byId('paper').replaceChildren(...rows);
    drawHistogram();
  });
  window.addEventListener('afterprint', () => {
    byId('paper').replaceChildren();
    draw();
  });
  new ResizeObserver(draw).observe(document.body);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);

  listSources();
  match();
})();
