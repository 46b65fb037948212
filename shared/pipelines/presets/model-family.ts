/** Models by family, as people look for them: whatever library feeds them. */

const FAMILIES: readonly [family: string, names: RegExp][] = [
  ['Classifiers', /^(inception|vgg|resnet|mobilenet|efficientnet|vit|bit|convnext|timm)/],
  ['Image and text embeddings', /^(clip|siglip|dinov2)/],
  [
    'Vision language models',
    /^(llava|gemma|gemini|idefics|smolvlm|qwen|openai|paligemma|internvl|phi)/,
  ],
  ['Detectors', /^(yolo|detr|rtdetr)/],
  ['Moderation', /^nsfw/],
];

/** The family of the preset `id` (`model/NAME`), or null where it is no model. */
export function familyOf(id: string): string | null {
  if (!id.startsWith('model/')) return null;
  const name = id.slice('model/'.length);
  const family = FAMILIES.find(([, names]) => names.test(name))?.[0] ?? 'Other';
  return `Models: ${family.toLowerCase()}`;
}
