// The frame: theme, menu, tabs, partial updates, masked values, chart tips, keys.
(() => {
  const { one, all, on, el, texts, toast, ask, post, swap, typing } = portal;
  const root = document.documentElement;
  const remember = (name, value) => { document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax`; };

  on('click', '[data-dismiss-note]', (e, button) => button.closest('.note').remove());
  on('click', '[data-print]', () => print());
  on('click', '[data-theme-toggle]', () => {
    root.dataset.bsTheme = root.dataset.bsTheme === 'dark' ? 'light' : 'dark';
    remember('theme', root.dataset.bsTheme);
  });
  on('click', '[data-density-toggle]', () => {
    root.dataset.density = root.dataset.density === 'comfy' ? 'compact' : 'comfy';
    remember('density', root.dataset.density);
  });
  on('click', '[data-sidebar-toggle]', (e, button) => {
    const small = root.classList.toggle('side-min');
    button.setAttribute('aria-pressed', small);
    try { localStorage.setItem('side', small ? 'min' : ''); } catch (_) { /* a private window */ }
  });
  on('click', '[data-pw]', (e, button) => {
    const input = one('input', button.parentNode), shown = input.type === 'password';
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', shown);
  });
  on('click', '.chip[data-phrase]', (e, chip) => {
    const box = one('#' + chip.dataset.phrase);
    box.value = chip.textContent;
    box.focus();
  });

  on('click', 'a[data-partial]', (e, link) => {
    if (e.ctrlKey || e.metaKey) return;
    e.preventDefault();
    all('[aria-current]', link.parentNode).forEach(other => other.removeAttribute('aria-current'));
    link.setAttribute('aria-current', 'true');
    swap(link.href, one(link.dataset.partial));
  });

  // On a telephone Back closes the open menu and stays on the page.
  const drawer = one('#side'), opened = () => (history.state || {}).drawer;
  if (drawer) {
    drawer.addEventListener('shown.bs.offcanvas', () => history.pushState({ drawer: true }, ''));
    drawer.addEventListener('hidden.bs.offcanvas', () => { if (opened()) history.back(); });
    addEventListener('popstate', () => {
      if (drawer.classList.contains('show')) bootstrap.Offcanvas.getOrCreateInstance(drawer).hide();
    });
    on('click', '#side a[href]', (e, link) => {
      if (!opened() || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      location.replace(link.href); // in place of the open menu: Back leads to the page before it
    });
  }

  // A long menu opens where this page stands in it.
  const menu = one('.nav-main'), here = menu && one('.on', menu);
  if (here && here.offsetTop + here.offsetHeight > menu.offsetTop + menu.clientHeight) {
    menu.scrollTop = here.offsetTop - menu.offsetTop - menu.clientHeight / 2;
  }

  function choose(tab) {
    all('[role=tab]', tab.closest('[role=tablist]')).forEach(other => {
      const here = other === tab, panel = document.getElementById(other.getAttribute('aria-controls'));
      other.setAttribute('aria-selected', here);
      other.tabIndex = here ? 0 : -1;
      if (panel) panel.hidden = !here;
    });
  }
  on('click', '[role=tab]', (e, tab) => { choose(tab); history.replaceState(null, '', '#' + tab.id); });
  on('keydown', '[role=tab]', (e, tab) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    const tabs = all('[role=tab]', tab.closest('[role=tablist]'));
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named && named.matches('[role=tab]')) choose(named);

  // Masked values: asked for with a reason, recorded by the server, hidden again.
  on('click', '[data-reveal]', async (e, button) => {
    if (button.dataset.open) return; // it is shown already; asked again, its mask would be lost
    const shown = button.previousElementSibling, masked = shown.textContent;
    const reason = await ask('', texts.why);
    if (!reason) return;
    const [kind, id, field] = button.dataset.reveal.split(':'), asked = { kind, id, field, reason };
    let answer = await post('/reveal/', asked), found = await answer.json().catch(() => ({}));
    while (found.prove) {
      const proof = await ask(found.message, texts.proof, true);
      if (!proof) return;
      answer = await post('/reveal/', { ...asked, proof });
      found = await answer.json().catch(() => ({}));
    }
    if (!answer.ok) { toast(found.message || texts.failed); return; }
    button.dataset.open = '1';
    shown.textContent = found.value;
    toast(texts.revealed.replace('{n}', found.seconds));
    setTimeout(() => { shown.textContent = masked; delete button.dataset.open; }, found.seconds * 1000);
  });

  let tip;
  document.addEventListener('pointerover', e => {
    const target = e.target.closest && e.target.closest('[data-tip]');
    if (!target) { if (tip) tip.hidden = true; return; }
    tip = tip || document.body.appendChild(el('div', { class: 'tip', role: 'tooltip' }));
    const [name, text] = target.dataset.tip.split('｜');
    tip.replaceChildren(el('b', {}, name), text || '');
    tip.hidden = false;
    const box = target.getBoundingClientRect();
    tip.style.left = Math.min(innerWidth - 200, Math.max(8, box.left + box.width / 2 - 60)) + 'px';
    tip.style.top = Math.max(8, box.top - 52) + 'px';
  });

  const shortcuts = () => one('#shortcuts').showModal();
  on('click', '[data-shortcuts]', shortcuts);
  document.addEventListener('keydown', e => {
    if (e.isComposing) return;
    const strong = e.ctrlKey || e.metaKey, key = e.key.toLowerCase();
    if (strong && key === 's') {
      const form = one('#sheet.show form[data-guard]') || one('form[data-guard]');
      if (form) { e.preventDefault(); form.requestSubmit(one('[data-keep]', form) || one('[data-save]', form)); }
      return;
    }
    if (strong || e.altKey || typing(e) || !('keys' in root.dataset) || one('dialog[open]')) return;
    const act = {
      '/': () => one('#q') && one('#q').focus(),
      '[': () => one('[data-sidebar-toggle]').click(),
      '?': () => one('[data-help]') && one('[data-help]').click()
    }[e.key];
    const link = one(`[data-key="${CSS.escape(key)}"]`);
    if (act) { e.preventDefault(); act(); } else if (link) link.click();
  });
})();
