/** Models by family, as people look for them: whatever library feeds them. */

const FAMILIES: readonly [family: string, names: RegExp][] = [
  ['Classifiers', /^(inception|vgg|resnet|mobilenet|efficientnet|vit|bit|convnext|timm)/],
  ['Image and text embeddings', /^(clip|openclip|siglip|dinov[23])/],
  [
    'Vision language models',
    /^(llava|llama|gemma|gemini|idefics|smolvlm|qwen|openai|anthropic|paligemma|internvl|phi|pixtral|mistral|minicpm|deepseek|florence|blip)/,
  ],
  ['Detectors', /^(yolo|detr|rt-detr|sam|grounding)/],
  ['Moderation', /^nsfw/],
];

/** The family of the preset `id` (`model/NAME`), or null where it is no model. */
export function familyOf(id: string): string | null {
  if (!id.startsWith('model/')) return null;
  const name = id.slice('model/'.length);
  const family = FAMILIES.find(([, names]) => names.test(name))?.[0] ?? 'Other';
  return `Models: ${family.toLowerCase()}`;
}
