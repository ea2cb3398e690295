// What depends on other fields of a form: said beside them, and asked again when one of them changes.
(() => {
  const { one, all, on, enhance, parsed } = portal;
  const named = (form, names) => [...new FormData(form)].filter(([name, value]) => typeof value === 'string'
    && names.some(wanted => name === wanted || name.startsWith(wanted + '-')));

  // <data data-propose="title" value="…">: fills the field as long as nobody wrote anything else.
  function propose(form, hint) {
    const field = form.elements[hint.dataset.propose];
    if (!field) return;
    if (!field.value || field.value === field.dataset.proposed) field.value = hint.value;
    field.dataset.proposed = hint.value;
  }
  // <data data-offer="mode" value="on_site take_out">: the choices that are open, the best one first.
  function offer(form, hint) {
    const field = form.elements[hint.dataset.offer], open = hint.value.split(' ').filter(Boolean);
    if (!field || !field.options) return;
    for (const option of field.options) option.disabled = !!option.value && !open.includes(option.value);
    const chosen = field.selectedOptions[0];
    if (!chosen || chosen.disabled || !chosen.value) field.value = open[0] || '';
  }
  // <data data-most="term_days" value="14">: no more than this; what was proposed before follows.
  function most(form, hint) {
    const field = form.elements[hint.dataset.most];
    if (!field) return;
    const own = field.value && field.value !== field.dataset.most && Number(field.value) <= Number(hint.value);
    if (!own) field.value = hint.value;
    field.dataset.most = hint.value;
  }
  function apply(box) {
    const form = box.closest('form');
    all('[data-propose]', box).forEach(hint => propose(form, hint));
    all('[data-offer]', box).forEach(hint => offer(form, hint));
    all('[data-most]', box).forEach(hint => most(form, hint));
  }
  async function refresh(form, box) {
    const names = box.dataset.dependsOn.split(' ');
    const query = new URLSearchParams(named(form, names)), turn = query.toString();
    if (box.dataset.asked === turn) return;
    box.dataset.asked = turn;
    try {
      const url = box.dataset.depends, answer = await fetch(url + (url.includes('?') ? '&' : '?') + query);
      if (!answer.ok || box.dataset.asked !== turn) return;
      box.replaceChildren(...parsed(await answer.text()).body.childNodes);
      enhance(box);
      apply(box);
    } catch (_) { /* the server says the same when the form is sent */ }
  }
  const watch = (e, form) => all('[data-depends]', form).forEach(box => {
    const names = box.dataset.dependsOn.split(' '), name = e.target.name || '';
    if (names.some(wanted => name === wanted || name.startsWith(wanted + '-'))) refresh(form, box);
  });
  on('change', 'form.admin-form:has([data-depends])', watch);
  on('click', 'form.admin-form:has([data-depends]) [data-inline-remove]', (e, button) => {
    const form = button.closest('form') || one('form.admin-form:has([data-depends])');
    setTimeout(() => all('[data-depends]', form).forEach(box => refresh(form, box)));
  });
  portal.enhancers.push(root => all('[data-depends]', root).forEach(box => apply(box)));
})();
