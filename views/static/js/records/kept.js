// What was typed stays in this tab: Refresh and Back bring it back, to its person, for twelve hours.
// Never kept: passwords, codes, files, values somebody sees masked, forms about what is secret or higher.
(() => {
  const { one, all, on, el, texts } = portal;
  const HOURS = 12 * 3600 * 1000, MARK = 'kept:', OUT = 'kept-out';
  const TYPES = ['password', 'file', 'submit', 'button', 'image', 'reset'], OWN = ['revision', 'opened', 'submission'];
  const person = document.documentElement.dataset.person, started = new WeakMap();
  portal.forget = () => {};
  try { sessionStorage.getItem(MARK); } catch (_) { return; } // a private window: forms ask before they are left
  const store = sessionStorage;
  // A refused act is told on the page of its record: Refresh asks for that page, not for the act again.
  const at = one('[data-at]');
  if (at) history.replaceState(history.state, '', at.dataset.at);
  const kept = () => Object.keys(store).filter(key => key.startsWith(MARK));
  const read = key => { try { return JSON.parse(store.getItem(key)); } catch (_) { return null; } };
  const write = (key, entry) => { try { store.setItem(key, JSON.stringify(entry)); } catch (_) { /* it is full */ } };

  // Others' and old ones go; on the sign-in page it is not known yet whose they are.
  function tidy() {
    let out = 0;
    try { out = +localStorage.getItem(OUT) || 0; } catch (_) { /* a private window */ }
    kept().forEach(key => {
      const entry = read(key), mine = !person || key.startsWith(`${MARK}${person} `);
      if (!entry || !mine || entry.at <= out || Date.now() - entry.at > HOURS) store.removeItem(key);
    });
  }
  on('submit', 'form[action="/sign_in/out"]', () => {
    try { localStorage.setItem(OUT, Date.now()); } catch (_) { /* a private window */ }
    kept().forEach(key => store.removeItem(key));
  });
  addEventListener('storage', e => { if (e.key === OUT) tidy(); });
  tidy();
  // Nothing of what was sent arrived: whichever way one goes back to the form, it has what was typed.
  if (one('[data-outage]')) {
    kept().forEach(key => { const entry = read(key); if (entry) write(key, { ...entry, sent: false }); });
  }
  if (!person) return;

  const local = url => { const { pathname, search } = new URL(url, location); return pathname + search; };
  function keyOf(form) {
    const sheet = form.closest('#sheet-content'), page = local(sheet ? sheet.dataset.url || '' : location.href);
    const action = form.getAttribute('action') || page;
    const alike = all('form[method=post]').filter(other => (other.getAttribute('action') || page) === action);
    return `${MARK}${person} ${page} ${local(action)} ${Math.max(0, alike.indexOf(form))}`;
  }
  const grade = form => (one('[name=secrecy]', form) || {}).value;
  const graded = form => form.closest('[data-unkept]') || ['secret', 'top'].includes(grade(form));
  const keeps = input => input.name && !input.disabled && !TYPES.includes(input.type)
    && (input.type !== 'hidden' || 'lookup' in input.dataset)
    && input.autocomplete !== 'one-time-code' && !input.closest('[data-unkept]');
  const ticks = input => input.type === 'checkbox' || input.type === 'radio';
  const shown = input => document.getElementById(input.id + '-ac');

  // name → what it holds; several of one name are told apart by their place, boxes by their value.
  function values(form) {
    const found = {}, seen = {};
    [...form.elements].filter(keeps).forEach(input => {
      const place = ticks(input) ? input.value : seen[input.name] = (seen[input.name] || 0) + 1;
      const many = input.type === 'select-multiple' && [...input.selectedOptions].map(option => option.value);
      const held = ticks(input) ? input.checked : many || input.value;
      found[`${input.name} ${place}`] = 'lookup' in input.dataset ? [held, (shown(input) || {}).value || ''] : held;
    });
    return found;
  }
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  function keep(form) {
    const begun = started.get(form);
    if (!begun) return;
    const key = keyOf(form), now = values(form), changed = { ...begun.kept };
    for (const name in now) {
      if (same(now[name], begun.values[name])) delete changed[name]; else changed[name] = now[name];
    }
    if (graded(form) || !Object.keys(changed).length) { store.removeItem(key); return; }
    const own = Object.fromEntries(OWN.map(name => [name, (one(`input[name=${name}]`, form) || {}).value]));
    write(key, { at: Date.now(), values: changed, own });
  }
  portal.forget = form => store.removeItem(keyOf(form));

  function rowsFor(form, name) {
    const add = all('[data-inline-add]', form).find(button => name.startsWith(button.dataset.inlineAdd + '-'));
    for (let tries = 0; add && tries < 50 && !form.elements[name]; tries += 1) add.click();
  }
  function put(form, entry) {
    const seen = {}, told = [];
    Object.keys(entry.values).forEach(key => rowsFor(form, key.split(' ')[0]));
    [...form.elements].filter(keeps).forEach(input => {
      const place = ticks(input) ? input.value : seen[input.name] = (seen[input.name] || 0) + 1;
      const held = entry.values[`${input.name} ${place}`];
      if (held === undefined) return;
      if (ticks(input)) input.checked = held;
      else if ('lookup' in input.dataset) {
        input.value = held[0];
        if (shown(input) && (held[1] || !held[0])) shown(input).value = held[1];
      } else if (Array.isArray(held)) {
        [...input.options].forEach(option => { option.selected = held.includes(option.value); });
      } else input.value = held;
      told.push(input);
    });
    OWN.forEach(name => { // as it was opened: somebody else's change since is said when it is saved
      const input = one(`input[name=${name}]`, form);
      if (input && entry.own && entry.own[name]) input.value = entry.own[name];
    });
    const tell = (input, name) => input.dispatchEvent(new Event(name, { bubbles: true }));
    told.forEach(input => { tell(input, 'input'); tell(input, 'change'); });
    return told.length;
  }
  function say(form, entry) {
    const when = new Date(entry.at).toTimeString().slice(0, 5);
    const drop = el('button', { type: 'button', class: 'btn btn-sm btn-light' }, texts.drop_kept);
    drop.onclick = async () => {
      portal.forget(form);
      delete form.dataset.dirty;
      const content = form.closest('#sheet-content');
      if (content) await portal.swap(content.dataset.url, content, { as: 'sheet' }); else location.reload();
    };
    const told = el('span', {}, texts.kept.replace('{t}', when));
    form.prepend(el('div', { class: 'kept-note', role: 'status' }, told, drop));
  }

  const typed = form => !form.closest('dialog') && !form.matches('.act, [data-filter-form]')
    && [...form.elements].some(input => keeps(input) && input.type !== 'hidden');
  const wrong = () => one('#errsum, [data-stays]'); // the server has what was typed and shows it
  // The page that Refresh brings has nothing of a refused form, so all that stands in it is kept, not what is changed.
  const refused = form => form.matches('[data-stays]') || !!one('#errsum, [data-stays]', form);
  portal.enhancers.push(root => all('form[method=post]', root).filter(typed).forEach(form => {
    const entry = read(keyOf(form)), stays = entry && wrong();
    started.set(form, { values: refused(form) ? {} : values(form), kept: stays ? entry.values : {} });
    if (entry && graded(form)) portal.forget(form);
    else if (refused(form)) keep(form);
    else if (entry && !stays && put(form, entry)) say(form, entry);
  }));
  ['input', 'change'].forEach(name => document.addEventListener(name, e => {
    if (e.target.form && started.has(e.target.form)) keep(e.target.form);
  }));
  on('click', '[data-inline-remove]', (e, button) => { if (button.form) setTimeout(() => keep(button.form)); });
  on('click', '.form-foot a', (e, link) => { if (link.closest('form')) portal.forget(link.closest('form')); });

  // One that was sent is kept until another page shows that it arrived; forms.js knows of those in the side sheet.
  on('submit', 'form[method=post]', (e, form) => {
    const entry = !e.defaultPrevented && !form.closest('#sheet') && read(keyOf(form));
    if (entry) write(keyOf(form), { ...entry, sent: true });
  });
  const way = performance.getEntriesByType('navigation')[0] || {};
  const failed = way.responseStatus >= 400 || one('.lost') || wrong();
  const again = ['reload', 'back_forward'].includes(way.type), here = new Set(all('form[method=post]').map(keyOf));
  kept().forEach(key => {
    const entry = read(key);
    if (!entry || !entry.sent) return;
    if (failed && !here.has(key)) return; // refused under another address: gone with the form that goes through
    if (failed || (again && here.has(key))) write(key, { ...entry, sent: false }); else store.removeItem(key);
  });
})();
