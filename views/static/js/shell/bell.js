// The bell: asked once a minute, every three seconds while a job of mine runs, never in a hidden window.
(() => {
  const { one, el } = portal;
  const bell = one('[data-bell]');
  if (!bell) return;
  const mark = one('[data-bell-n]'), list = one('[data-bell-list]'), todo = one('[data-bell-todo]');
  const jobs = one('[data-bell-jobs]'), none = one('[data-bell-none]');
  const name = bell.getAttribute('aria-label');
  const counts = [...document.querySelectorAll('[data-waiting]')];
  let timer;
  function draw(state) {
    const n = state.todo; // news alone is a dot without a number: nothing waits
    mark.hidden = !n && !state.unread;
    mark.textContent = n > 99 ? '99+' : n || '';
    bell.setAttribute('aria-label', n ? `${name} (${n})` : name);
    none.hidden = state.lines.length > 0 || state.notices.length > 0;
    todo.hidden = !state.lines.length;
    list.hidden = !state.notices.length;
    todo.replaceChildren(...state.lines.map(line => el(
      'li', {}, el('a', { href: line.url }, line.text),
      el('small', { class: line.tone ? `tone-${line.tone}` : '' }, [line.note, line.due].filter(Boolean).join(' · '))
    )));
    counts.forEach(mark => {
      const n = state.waiting[mark.dataset.waiting] || 0;
      mark.hidden = !n;
      mark.textContent = n > 99 ? '99+' : n;
    });
    list.replaceChildren(...state.notices.map(line => el(
      'li', { class: line.unread ? 'new' : '' },
      el('a', { href: `/bell/${line.id}/` }, line.text), el('small', {}, line.when)
    )));
    jobs.replaceChildren(...state.jobs.map(job => {
      const title = job.link ? el('a', { href: job.link }, job.title) : el('span', {}, job.title);
      const line = el('div', { class: 'bell-job' }, title, el('small', {}, job.state));
      const share = job.share === null ? {} : { max: 100, value: job.share };
      if (job.running) line.append(el('progress', { ...share, 'aria-label': job.title }));
      if (job.error) line.append(el('p', {}, job.error));
      return line;
    }));
  }
  async function look() {
    clearTimeout(timer);
    let wait = 60000;
    if (!document.hidden) {
      try {
        const answer = await fetch('/bell/state/', { headers: { 'X-Requested-With': 'fetch' } });
        if (answer.status === 401) { portal.out(); return; }
        if (answer.ok) {
          if (one('#signed-out')) one('#signed-out').remove();
          const state = await answer.json();
          draw(state);
          if (state.jobs.some(job => job.running)) wait = 3000;
        }
      } catch (_) { /* the next look tells */ }
    }
    timer = setTimeout(look, wait);
  }
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
  bell.addEventListener('click', look);
  look();
})();
