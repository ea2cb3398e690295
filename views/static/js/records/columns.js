// Columns are drawn wider or narrower at the edge of their heading, or with Alt and an arrow on it, and stay so
// on this computer. A double click on an edge gives a list its own widths back.
(() => {
  const { one, all, el, texts } = portal;
  const list = one('[data-list]');
  if (!list || matchMedia('(max-width: 767px)').matches) return;
  const table = list.closest('table') || list, key = 'columns:' + location.pathname, least = 48;
  const heads = all('thead th', table), named = heads.filter(head => !head.matches('.c-check, .c-act'));
  const name = head => head.textContent.trim();

  function kept() {
    try { return JSON.parse(localStorage.getItem(key) || '{}'); } catch (_) { return {}; }
  }
  function keep(widths) {
    try {
      if (Object.keys(widths).length) localStorage.setItem(key, JSON.stringify(widths));
      else localStorage.removeItem(key);
    } catch (_) { /* a private window */ }
  }
  function apply(widths) {
    heads.forEach(head => { head.style.width = ''; });
    table.classList.remove('drawn');
    table.style.width = '';
    if (!Object.keys(widths).length) return;
    const found = heads.map(head => widths[name(head)] || Math.ceil(head.getBoundingClientRect().width));
    heads.forEach((head, i) => { head.style.width = found[i] + 'px'; });
    table.style.width = found.reduce((sum, width) => sum + width, 0) + 'px';
    table.classList.add('drawn');
  }
  function set(head, width) {
    const widths = kept();
    widths[name(head)] = Math.max(least, Math.round(width));
    keep(widths);
    apply(widths);
  }
  function reset() { keep({}); apply({}); }

  named.forEach(head => {
    const edge = el('span', { class: 'edge', 'aria-hidden': 'true', title: texts.width });
    const wide = () => head.getBoundingClientRect().width;
    edge.addEventListener('pointerdown', e => {
      e.preventDefault();
      edge.setPointerCapture(e.pointerId);
      const start = e.clientX, before = wide();
      const move = on => set(head, before + on.clientX - start);
      edge.addEventListener('pointermove', move);
      edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
    });
    edge.addEventListener('dblclick', reset);
    head.addEventListener('keydown', e => {
      const step = e.altKey && { ArrowRight: 16, ArrowLeft: -16 }[e.key];
      if (step) { e.preventDefault(); set(head, wide() + step); }
    });
    head.append(edge);
  });
  apply(kept());
})();
