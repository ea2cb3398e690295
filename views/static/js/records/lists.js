// Lists: filters that apply themselves, chosen rows, cards on telephones.
(() => {
  const { one, all, on, el } = portal;

  on('change', '[data-filter-form] select, [data-filter-form] input[type=date]', (e, input) => {
    input.form.requestSubmit();
  });
  document.addEventListener('submit', e => {
    const form = e.target.closest('[data-filter-form]');
    if (form) [...form.elements].forEach(input => { if (!input.value) input.disabled = true; });
  });
  addEventListener('pageshow', () => all('[data-filter-form]').forEach(form => {
    [...form.elements].forEach(input => { input.disabled = false; });
  }));

  // Live counts of the views, asked for when the page is there.
  const views = one('[data-counts]');
  if (views && all('[data-count]', views).length) {
    fetch(views.dataset.counts).then(answer => answer.json()).then(found => all('[data-count]', views).forEach(mark => {
      mark.textContent = found[mark.parentNode.getAttribute('href')] || '';
    })).catch(() => {});
  }

  const list = one('[data-list]');
  if (!list) return;
  const heads = all('thead th', list);
  all('tbody tr', list).forEach(row => [...row.cells].forEach((cell, index) => {
    const head = heads[index];
    if (!head || head.matches('.c-check, .c-act')) return;
    cell.dataset.label = head.textContent.trim();
    cell.classList.toggle('m-hide', head.classList.contains('m-hide'));
  }));

  const bar = one('[data-bulk]'), form = one('#bulk_form');
  if (!bar) return;
  const boxes = () => all('tbody input[name=id]', list);
  let last = null;
  function sync() {
    const chosen = boxes().filter(box => box.checked).length, top = one('[data-all]');
    bar.hidden = !chosen;
    one('[data-bulk-n]').textContent = form.elements.all.value ? one('[data-bulk-all]').dataset.total : chosen;
    top.checked = chosen > 0 && chosen === boxes().length;
    top.indeterminate = chosen > 0 && chosen < boxes().length;
    boxes().forEach(box => box.closest('tr').classList.toggle('sel', box.checked));
  }
  list.addEventListener('click', e => {
    const box = e.target.closest('input[name=id]');
    if (!box) return;
    if (e.shiftKey && last) {
      const found = boxes(), a = found.indexOf(box), b = found.indexOf(last);
      found.slice(Math.min(a, b), Math.max(a, b) + 1).forEach(each => { each.checked = box.checked; });
    }
    last = box;
  });
  list.addEventListener('change', e => {
    if (e.target.matches('[data-all]')) boxes().forEach(box => { box.checked = e.target.checked; });
    form.elements.all.value = '';
    sync();
  });
  function choose(checked, every) {
    boxes().forEach(box => { box.checked = checked; });
    form.elements.all.value = every;
    sync();
  }
  on('click', '[data-bulk-all]', () => choose(true, '1'));
  on('click', '[data-bulk-clear]', () => choose(false, ''));
  form.addEventListener('submit', () => {
    all('input[name=id]', form).forEach(old => old.remove());
    if (form.elements.all.value) return;
    boxes().filter(box => box.checked).forEach(box => {
      form.append(el('input', { type: 'hidden', name: 'id', value: box.value }));
    });
  });
  sync();
})();
