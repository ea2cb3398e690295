// Ctrl-K: functions, records pinned or opened last, and what the server finds while typing; pins of a record's page.
(() => {
  const { one, on, el, texts, toast, post } = portal;
  const palette = one('#palette'), query = one('#palette-q'), list = one('#palette-list'), said = one('#palette-say');
  let items = [], lines = [], at = 0, timer, asked = 0;

  // The star is for finger and mouse; Ctrl-D does the same for keys: an option holds no button.
  function line(item, i) {
    const text = el('span', {}, item.text), parts = [text, el('small', {}, item.note || '')];
    if (item.record) {
      text.prepend(...item.pinned ? [el('span', { class: 'visually-hidden' }, texts.pinned + ' ')] : []);
      parts.push(el('i', { class: item.pinned ? 'pin on' : 'pin', title: item.pinned ? texts.unpin : texts.pin }));
    }
    return el('li', { role: 'option', id: 'pal-' + i, 'aria-selected': 'false' }, ...parts);
  }
  function draw(found, keep = 0) {
    items = found.slice(0, query.value ? 12 : 99);
    lines = items.map(line);
    const none = el('li', { role: 'option', 'aria-disabled': 'true', class: 'none' }, texts.nothing);
    list.replaceChildren(...items.length ? lines.flatMap((each, i) => {
      const group = items[i].group, first = group && (!i || items[i - 1].group !== group);
      return first ? [el('li', { class: 'g', role: 'presentation' }, group), each] : [each];
    }) : [none]);
    mark(keep);
  }
  function mark(index) {
    at = Math.max(0, Math.min(items.length - 1, index));
    lines.forEach((each, i) => each.setAttribute('aria-selected', i === at));
    if (items.length) {
      query.setAttribute('aria-activedescendant', 'pal-' + at);
      lines[at].scrollIntoView({ block: 'nearest' });
    } else query.removeAttribute('aria-activedescendant');
  }
  function look(keep = 0) {
    clearTimeout(timer);
    const mine = ++asked;
    timer = setTimeout(async () => {
      try {
        const answer = await fetch('/palette/?' + new URLSearchParams({ q: query.value })), found = await answer.json();
        if (mine === asked) draw(found, keep);
      } catch (_) { if (mine === asked) draw([]); }
    }, query.value ? 150 : 0);
  }
  async function pin(record, wanted) {
    try {
      const answer = await post('/palette/pin/', { record, pinned: wanted ? '1' : '0' });
      const found = await answer.json();
      return answer.ok ? '' : found.message || texts.failed;
    } catch (_) { return texts.offline; }
  }
  async function turn(index) {
    const item = items[index];
    if (!item || !item.record) return;
    said.textContent = await pin(item.record, !item.pinned) || (item.pinned ? texts.unpinned : texts.pinned);
    const button = one(`[data-pin="${item.record}"]`);
    if (button) show(button, !item.pinned);
    look(index);
  }
  const open = () => {
    if (!palette || palette.open) return;
    said.textContent = '';
    palette.showModal();
    query.select();
    look();
  };
  on('click', '[data-palette]', open);
  document.addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && !e.isComposing && e.key.toLowerCase() === 'k') { e.preventDefault(); open(); }
  });
  if (palette) {
    query.addEventListener('input', () => look());
    palette.addEventListener('keydown', e => {
      if (e.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
      if (step) { e.preventDefault(); mark(at + step); }
      if (e.key === 'Enter') { e.preventDefault(); if (items[at]) location.href = items[at].url; }
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'd') { e.preventDefault(); turn(at); }
    });
    on('click', '#palette-list li[id]', (e, row) => {
      const index = lines.indexOf(row);
      if (e.target.closest('.pin')) turn(index);
      else if (items[index]) location.href = items[index].url;
    });
  }

  // A record's page says that it stands open, after it was drawn; only then is it known whether it is pinned.
  const button = one('[data-pin]');
  function show(button, pinned) {
    button.setAttribute('aria-pressed', pinned);
    button.title = pinned ? texts.unpin : texts.pin;
    button.hidden = false;
  }
  if (button) {
    const record = button.dataset.pin;
    addEventListener('load', () => setTimeout(async () => {
      try {
        const answer = await post('/palette/opened/', { record });
        if (answer.ok) show(button, (await answer.json()).pinned);
      } catch (_) { /* left the page, or no network: the next look marks it */ }
    }));
    button.onclick = async () => {
      const wanted = button.getAttribute('aria-pressed') !== 'true', refusal = await pin(record, wanted);
      if (!refusal) show(button, wanted);
      toast(refusal || (wanted ? texts.pinned : texts.unpinned));
    };
  }
})();
