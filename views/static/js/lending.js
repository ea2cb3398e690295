// Signing with a pen, a finger or the mouse: the strokes go into a hidden field as numbers.
(() => {
  const { one, all } = portal;
  function pad(box) {
    const canvas = one('canvas', box), field = box.nextElementSibling, pen = canvas.getContext('2d');
    let strokes = [], drawing = false;
    try { strokes = JSON.parse(field.value || '[]'); } catch (_) { /* what was refused is signed again */ }
    box.hidden = false;
    const draw = () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = 'round';
      pen.strokeStyle = getComputedStyle(canvas).color;
      for (const line of strokes) {
        pen.beginPath();
        pen.moveTo(line[0], line[1]);
        for (let i = 2; i < line.length; i += 2) pen.lineTo(line[i], line[i + 1]);
        if (line.length === 2) pen.lineTo(line[0] + 2, line[1]);
        pen.stroke();
      }
    };
    const keep = () => {
      field.value = strokes.length ? JSON.stringify(strokes) : '';
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const point = e => {
      const at = canvas.getBoundingClientRect();
      const on = (value, size) => Math.round(Math.min(Math.max(value, 0), 1) * size);
      return [on((e.clientX - at.left) / at.width, canvas.width), on((e.clientY - at.top) / at.height, canvas.height)];
    };
    canvas.addEventListener('pointerdown', e => {
      if (e.button) return;
      e.preventDefault();
      canvas.setPointerCapture(e.pointerId);
      drawing = true;
      strokes.push(point(e));
      draw();
    });
    canvas.addEventListener('pointermove', e => {
      if (!drawing) return;
      const line = strokes[strokes.length - 1], [x, y] = point(e);
      if (Math.hypot(x - line[line.length - 2], y - line[line.length - 1]) < 3) return;
      line.push(x, y);
      draw();
    });
    const end = () => { if (drawing) { drawing = false; keep(); } };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    one('[data-sign-clear]', box).addEventListener('click', () => { strokes = []; draw(); keep(); });
    draw();
  }
  portal.enhancers.push(root => all('[data-sign][hidden]', root).forEach(pad));
})();
