// Every text that can be seen whose contrast with what lies behind it is below WCAG AA, as [ratio, text, class].
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function rgba(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function behind(element) {
  const layers = [];
  for (let node = element; node; node = node.parentElement) layers.push(rgba(getComputedStyle(node).backgroundColor));
  return layers.reverse().reduce((under, [red, green, blue, alpha]) =>
    [red, green, blue].map((part, index) => part * alpha + under[index] * (1 - alpha)), [255, 255, 255]);
}

function luminance(color) {
  const [red, green, blue] = color.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(element) {
  const style = getComputedStyle(element);
  const text = rgba(element instanceof SVGElement ? style.fill : style.color).slice(0, 3);
  const [low, high] = [luminance(text), luminance(behind(element))].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const found = [];
const texts = document.createTreeWalker(document.getElementById("report"), NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  found.push([contrast(element), large ? 3 : 4.5, texts.currentNode.data, element.getAttribute("class") ?? ""]);
}
return found;
