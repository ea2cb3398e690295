// Files: what a numbering template makes while it is typed; files dropped on a drop zone.
(() => {
  const { one, on, el } = portal;
  let wait;
  on('input', '[data-preview]', (e, input) => {
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const form = input.form, other = form.elements[input.dataset.previewWith];
      const asked = new URLSearchParams({ value: input.value, code: other ? other.value : '' });
      const answer = await fetch(input.dataset.preview + '?' + asked);
      const told = await answer.json();
      let line = one('.numbering-now', input.parentElement);
      if (!line) { line = el('output', { class: 'numbering-now' }); input.after(line); }
      line.textContent = told.text || told.message || '';
      line.classList.toggle('bad', !told.text);
    }, 250);
  });
  on('dragover', '[data-drop]', (e, zone) => zone.classList.add('over'));
  on('dragleave', '[data-drop]', (e, zone) => zone.classList.remove('over'));
  on('drop', '[data-drop]', (e, zone) => zone.classList.remove('over'));
})();
