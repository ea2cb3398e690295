// Forms: look-ups, rows, drop zones, error summary, unsaved changes, the side sheet.
(() => {
  const { one, all, on, el, texts, toast, ask, parsed, enhance } = portal;
  let counter = 0;

  // ARIA combobox over /lookup/<kind>/?q=…, which answers [[id, text], …].
  function combo(hidden) {
    if (hidden.dataset.ready || hidden.closest('template')) return;
    hidden.dataset.ready = '1';
    const id = 'combo' + (++counter);
    const input = el('input', {
      type: 'text', class: hidden.className, id: hidden.id + '-ac',
      role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', 'aria-controls': id,
      autocomplete: 'off', placeholder: hidden.getAttribute('placeholder') || texts.more
    });
    for (const name of ['aria-describedby', 'aria-invalid', 'aria-required', 'disabled']) {
      if (hidden.hasAttribute(name)) input.setAttribute(name, hidden.getAttribute(name));
    }
    const list = el('ul', { class: 'combo-list', id, role: 'listbox', hidden: '', 'aria-label': texts.more });
    const box = el('div', { class: 'combo' });
    hidden.before(box);
    box.append(input, list, hidden);
    hidden.type = 'hidden';
    input.value = hidden.dataset.text || '';
    const label = one(`label[for="${CSS.escape(hidden.id)}"]`);
    if (label) label.htmlFor = input.id;
    const ask = async query => (await fetch(hidden.dataset.lookup + '?' + new URLSearchParams(query))).json();
    if (hidden.value && !input.value) {
      ask({ id: hidden.value }).then(found => { if (found[0]) input.value = found[0][1]; }).catch(() => {});
    }
    let items = [], at = -1, timer, asked = 0;
    const open = state => { list.hidden = !state; input.setAttribute('aria-expanded', state); };
    function mark(index) {
      at = index;
      [...list.children].forEach((item, i) => item.setAttribute('aria-selected', i === index));
      if (list.children[index] && items.length) {
        input.setAttribute('aria-activedescendant', list.children[index].id);
        list.children[index].scrollIntoView({ block: 'nearest' });
      } else input.removeAttribute('aria-activedescendant');
    }
    function pick(index) {
      if (!items[index]) return;
      clearTimeout(timer);
      asked += 1; // an answer still on its way would open the list again
      hidden.value = items[index][0];
      input.value = items[index][1];
      open(false);
      hidden.dispatchEvent(new Event('change', { bubbles: true }));
      if (hidden.closest('[data-filter-form]')) hidden.form.requestSubmit();
    }
    async function load() {
      const turn = ++asked;
      const found = await ask({ q: input.value }).catch(() => []);
      if (turn !== asked) return;
      items = found;
      const shown = items.length
        ? items.map((item, i) => el('li', { role: 'option', id: `${id}-${i}` }, item[1]))
        : [el('li', { class: 'none', role: 'option', 'aria-disabled': 'true' }, texts.none)];
      list.replaceChildren(...shown);
      open(true);
      mark(items.length ? 0 : -1);
    }
    input.addEventListener('input', () => {
      hidden.value = '';
      items = [];
      asked += 1;
      list.replaceChildren();
      clearTimeout(timer);
      timer = setTimeout(load, 180);
    });
    input.addEventListener('focus', () => { if (!hidden.value) load(); });
    input.addEventListener('keydown', e => {
      if (e.isComposing) return;
      if (e.key === 'ArrowDown') {
        e.preventDefault();
        if (list.hidden) load(); else mark(Math.min(at + 1, items.length - 1));
      }
      else if (e.key === 'ArrowUp') { e.preventDefault(); mark(Math.max(at - 1, 0)); }
      else if (e.key === 'Enter' && !list.hidden) { e.preventDefault(); pick(at); }
      else if (e.key === 'Escape' && !list.hidden) { e.stopPropagation(); open(false); }
    });
    list.addEventListener('mousedown', e => {
      e.preventDefault();
      pick([...list.children].indexOf(e.target.closest('li')));
    });
    input.addEventListener('blur', () => open(false));
  }
  portal.enhancers.push(root => all('input[data-lookup]', root).forEach(combo));

  // Rows of a sub-form: names are «list-3-field», «0» stands in the template.
  on('click', '[data-inline-add]', (e, button) => {
    const root = button.closest('.inline-root'), list = one('.inline-field-list', root);
    const stem = button.dataset.inlineAdd;
    const numbers = [...list.children].map(row => +row.dataset.row.split('-').pop());
    const name = `${stem}-${Math.max(-1, ...numbers) + 1}`;
    const row = one('template', root).content.firstElementChild.cloneNode(true), old = row.dataset.row;
    const renamed = text => name + text.slice(old.length);
    row.dataset.row = name;
    for (const attribute of ['name', 'id', 'for']) {
      all(`[${attribute}^="${old}-"]`, row).forEach(node => {
        node.setAttribute(attribute, renamed(node.getAttribute(attribute)));
      });
    }
    list.append(row);
    enhance(row);
    const first = one('input:not([type=hidden]),select', row);
    if (first) first.focus();
  });
  on('click', '[data-inline-remove]', (e, button) => {
    const row = button.closest('.inline-row'), list = row.parentNode, next = row.nextSibling;
    row.remove();
    toast(texts.removed, () => list.insertBefore(row, next));
  });

  on('change', '[data-drop] input[type=file]', (e, input) => {
    const names = [...input.files].map(file => file.name).join('、');
    one('span', input.closest('[data-drop]')).textContent = names || texts.drop;
  });

  // A refused form is an answer to a post: coming back to it asks for the page anew instead of posting again.
  const summary = one('#errsum');
  if (summary) history.replaceState(history.state, '', location.href);
  if (summary) summary.focus();
  on('click', '.errsum a', (e, link) => {
    const id = link.hash.slice(1), target = document.getElementById(id + '-ac') || document.getElementById(id);
    if (!target) return;
    e.preventDefault();
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'center' });
  });

  portal.enhancers.push(root => all('form[data-guard]', root).forEach(form => {
    form.addEventListener('input', () => {
      form.dataset.dirty = '1';
      const mark = one('[data-dirty]:not(form)', form);
      if (mark) mark.hidden = false;
    });
    form.addEventListener('submit', () => { delete form.dataset.dirty; });
  }));
  addEventListener('beforeunload', e => { if (one('form[data-dirty]')) e.preventDefault(); });

  // Nothing typed is lost: a form leaves only while the session lives and the network is there.
  let unsent = null;
  const keep = form => { if ('guard' in form.dataset) form.dataset.dirty = '1'; };
  function mayLeave(form, submitter) {
    const state = portal.alive();
    if (state === 'yes') return true;
    keep(form);
    unsent = state === 'offline' ? { form, submitter } : null;
    return false;
  }
  addEventListener('online', () => {
    const { form, submitter } = unsent || {};
    unsent = null;
    if (form && form.isConnected) form.requestSubmit(submitter);
  });

  on('submit', 'form[data-confirm]', async (e, form) => {
    if (form.dataset.sure) return;
    e.preventDefault();
    if (await ask(form.dataset.confirm)) { form.dataset.sure = '1'; form.requestSubmit(e.submitter); }
  });

  on('submit', 'form[data-guard], form[method=post]:has(textarea)', (e, form) => {
    if (!e.defaultPrevented && !form.closest('#sheet') && !mayLeave(form, e.submitter)) e.preventDefault();
  });

  // A form opened in the list: its page without the frame, posted in place, errors shown in place.
  const sheet = one('#sheet'), content = one('#sheet-content');
  if (!sheet) return;
  let opener = null;
  on('click', 'a[data-sheet]', async (e, link) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey || innerWidth < 768) return;
    e.preventDefault();
    opener = link;
    content.dataset.url = link.href;
    if (await portal.swap(link.href, content, { as: 'sheet' })) bootstrap.Offcanvas.getOrCreateInstance(sheet).show();
  });
  sheet.addEventListener('hidden.bs.offcanvas', () => { if (opener && opener.isConnected) opener.focus(); });
  sheet.addEventListener('hide.bs.offcanvas', async e => {
    const form = one('form[data-dirty]', sheet);
    if (!form) return;
    e.preventDefault();
    await new Promise(resolve => setTimeout(resolve)); // the Escape that asks to close would close the question too
    if (!await ask(texts.leave, '', false, texts.drop_changes)) return;
    delete form.dataset.dirty;
    portal.forget(form);
    bootstrap.Offcanvas.getOrCreateInstance(sheet).hide();
  });
  on('submit', '#sheet form.admin-form', async (e, form) => {
    e.preventDefault();
    const button = one('[data-save]', form) || e.submitter;
    if (button.disabled) return;
    button.disabled = true;
    if (!mayLeave(form, e.submitter)) { button.disabled = false; return; }
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        body: new FormData(form, e.submitter),
        redirect: 'manual', // following it here would consume the flash message
        headers: { 'X-Partial': 'sheet' }
      });
      if (answer.type === 'opaqueredirect') { portal.forget(form); location.reload(); return; }
      const page = parsed(await answer.text());
      if (portal.refused(page)) { keep(form); button.disabled = false; return; }
      content.replaceChildren(...page.body.childNodes);
      enhance(content);
      const wrong = one('#errsum', content);
      if (wrong) wrong.focus();
    } catch (_) {
      form.dataset.dirty = '1';
      button.disabled = false;
      toast(texts.offline);
    }
  });
})();
