// Limits: nothing typed or pasted is cut. How much is left is said near the limit, and beyond it what is too much.
(() => {
  const { all, el, on, texts } = portal;
  const NEAR = 0.8; // of the limit, from where on the rest is counted
  // As the portal counts: characters, a line break as one, without blanks at the ends.
  const sizeOf = field => [...field.value.replace(/\r\n?/g, '\n').trim()].length;
  const said = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name]);

  function noteOf(field) {
    const id = field.id + '-n', found = document.getElementById(id);
    if (found) return found;
    const note = el('p', { class: 'limit', id, role: 'status' });
    (field.closest('.fl') || field).after(note);
    const told = field.getAttribute('aria-describedby');
    field.setAttribute('aria-describedby', told ? `${told} ${id}` : id);
    return note;
  }

  function tell(field) {
    const most = +field.dataset.most, now = sizeOf(field), over = now - most;
    const near = field.tagName === 'TEXTAREA' && now >= most * NEAR;
    const text = over > 0 ? said(texts.over, { most, now, over }) : near ? said(texts.left, { left: -over }) : '';
    field.setCustomValidity(over > 0 ? text : ''); // keeps a form without answers at fields from being sent
    if (!text && !document.getElementById(field.id + '-n')) return;
    const note = noteOf(field);
    note.textContent = text;
    note.classList.toggle('is-over', over > 0);
    field.classList.toggle('is-over', over > 0);
  }

  portal.enhancers.push(root => all('input[maxlength], textarea[maxlength]', root).forEach(field => {
    field.dataset.most = field.maxLength;
    field.removeAttribute('maxlength'); // else the browser cuts what is pasted, and says nothing
    tell(field);
  }));
  on('input', '[data-most]', (e, field) => tell(field));
  on('change', '[data-most]', (e, field) => tell(field));
})();
