// The customer form: while name, code or phone are typed, ask who is there already (A7).
(() => {
  const { one, on, parsed } = portal;
  const NAMES = ['name', 'unified_credit_code', 'phone'];
  const WATCHED = NAMES.map(name => `form.admin-form input[name="${name}"]`).join(', ');
  let timer, asked = 0;

  on('input', WATCHED, (e, input) => {
    const box = one('[data-twins]', input.form);
    if (!box) return;
    clearTimeout(timer);
    const mine = ++asked;
    timer = setTimeout(async () => {
      const query = new URLSearchParams({ but: box.dataset.twinsBut });
      for (const name of NAMES) query.set(name, input.form.elements[name]?.value || '');
      try {
        const answer = await fetch(box.dataset.twins + '?' + query);
        if (answer.ok && mine === asked) box.replaceChildren(...parsed(await answer.text()).body.childNodes);
      } catch (_) { /* the same is asked again on save */ }
    }, 350);
  });
})();
