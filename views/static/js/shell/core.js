// What every page uses. No dependency but Bootstrap's dropdown, offcanvas and modal; runs under script-src 'self'.
const portal = (() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (event, selector, react) => document.addEventListener(event, e => {
    const target = e.target.closest && e.target.closest(selector);
    if (target) react(e, target);
  });
  const el = (tag, attributes = {}, ...kids) => {
    const node = document.createElement(tag);
    for (const name in attributes) {
      if (name === 'class') node.className = attributes[name];
      else node.setAttribute(name, attributes[name]);
    }
    node.append(...kids);
    return node;
  };
  const texts = JSON.parse((one('#texts') || {}).textContent || '{}');
  const token = () => (one('meta[name=csrf-token]') || {}).content || '';
  const enhancers = [];
  const enhance = root => enhancers.forEach(each => each(root));

  // With a way on or back it stays eight seconds: an undo, or a link { href, text, how }.
  function toast(message, undo, link) {
    const item = el('div', { class: 'toast-i' }, el('span', {}, message));
    if (undo) {
      const button = el('button', { type: 'button' }, texts.undo);
      button.onclick = () => { undo(); item.remove(); };
      item.append(button);
    }
    if (link) {
      const way = el('a', link.how === 'download' ? { href: link.href, download: '' } : { href: link.href }, link.text);
      item.append(way);
    }
    const place = one('#toasts') || document.body;
    for (const same of all('.toast-i', place)) if (same.textContent === item.textContent) same.remove();
    place.append(item);
    // What was asked for comes down by itself; the link stays for a second try.
    if (link && link.how === 'download') one('a', item).click();
    setTimeout(() => item.remove(), undo || link ? 8000 : 4000);
  }

  // There only while it is asked for, so that no browser fills it in.
  // Enter would press the dialog's first button, «Cancel».
  function passwordField() {
    const field = el('input', {
      class: 'form-control', id: 'confirm-p', type: 'password', autocomplete: 'current-password', maxlength: '128'
    });
    field.onkeydown = e => { if (e.key === 'Enter') { e.preventDefault(); one('#confirm-y').click(); } };
    return field;
  }

  let sure = '';
  // A question in a <dialog>; resolves to false, true, or what was asked for: a reason, or a password.
  function ask(message, wanted = '', secret = false, yes = '') {
    return new Promise(resolve => {
      const dialog = one('#confirm'), box = one('#confirm-f'), words = one('#confirm-w');
      const field = secret ? passwordField() : words;
      const button = one('#confirm-y');
      sure = sure || button.textContent;
      button.textContent = yes || sure;
      one('#confirm-m').textContent = message;
      box.hidden = !wanted;
      words.hidden = secret;
      one('label', box).textContent = wanted;
      one('label', box).htmlFor = field.id;
      if (secret) box.append(field);
      words.value = '';
      dialog.returnValue = '';
      dialog.showModal();
      if (wanted) field.focus();
      dialog.addEventListener('close', () => {
        const typed = secret ? field.value : field.value.trim();
        if (secret) field.remove();
        resolve(dialog.returnValue === 'yes' && (wanted ? typed : true));
      }, { once: true });
    });
  }

  async function post(url, values = {}) {
    return fetch(url, {
      method: 'POST',
      body: new URLSearchParams(values),
      headers: { 'X-CSRFToken': token(), 'X-Partial': 'json' }
    });
  }

  // Right before something typed is sent: does the session live, which token does it want, is there a network at all?
  // Asked and waited for, on purpose: a form that is let go in the same breath behaves as forms do.
  function alive() {
    const answer = new XMLHttpRequest();
    try {
      if (!navigator.onLine) throw new Error();
      answer.open('GET', '/bell/token/', false);
      answer.setRequestHeader('X-Requested-With', 'fetch');
      answer.send();
    } catch (_) { toast(texts.offline); return 'offline'; }
    if (answer.status === 401) {
      ask(texts.signed_out, '', false, texts.sign_in).then(yes => { if (yes) window.open('/sign_in/', '_blank'); });
      return 'out';
    }
    let found = '';
    try {
      found = JSON.parse(answer.responseText).token;
    } catch (_) { /* another page must be done first: the post is told so */ }
    if (found) {
      one('meta[name=csrf-token]').content = found;
      all('input[name=csrf_token]').forEach(input => { input.value = found; });
    }
    return 'yes';
  }

  const parsed = html => new DOMParser().parseFromString(html, 'text/html');

  // The session ended while the page stood open: said once, at its top; what was typed stays.
  function out() {
    if (one('#signed-out')) return;
    const link = el('a', { href: '/sign_in/', target: '_blank' }, texts.sign_in);
    const said = el('div', {}, texts.signed_out + ' ', link);
    one('main').prepend(el('div', { class: 'note note-warning', role: 'alert', id: 'signed-out' }, said));
  }

  // An error page is said, not swapped in: what stands there stays.
  function refused(page) {
    const lost = one('.lost', page);
    if (lost) toast(one('p', lost).textContent);
    return !!lost;
  }

  // Fetch a fragment into a target; the old content stays until the new is there.
  async function swap(url, target, options = {}) {
    target.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch(url, { headers: { 'X-Partial': options.as || '1' } });
      if (answer.redirected) { location.reload(); return false; }
      const page = parsed(await answer.text());
      if (refused(page)) return false;
      target.replaceChildren(...page.body.childNodes);
      enhance(target);
      return true;
    } catch (_) {
      toast(texts.offline);
      return false;
    } finally {
      target.removeAttribute('aria-busy');
    }
  }

  const typing = e => /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) || e.target.isContentEditable;
  addEventListener('offline', () => toast(texts.offline));
  addEventListener('online', () => toast(texts.online));
  document.addEventListener('DOMContentLoaded', () => {
    enhance(document);
    all('[data-flash]').forEach(({ dataset }) => toast(
      dataset.flash,
      dataset.undo && (async () => {
        await post(dataset.undo);
        location.reload();
      }),
      dataset.link && { href: dataset.link, text: dataset.linkText, how: dataset.linkHow }
    ));
  });
  return {
    one, all, on, el, texts, token, enhancers, enhance, toast, ask, post, parsed, swap, typing, alive, refused, out
  };
})();
