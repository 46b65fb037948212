import type { Finding } from '../../../shared/finding/finding.ts';
import { regionText } from '../../../shared/verdict/amounts.ts';
import { elsewhere } from './elsewhere.ts';
import { PlaceButton, Row } from './summary-row.tsx';

/** For whom and where something is hidden that no size of the search shows: text, or what loaders make. */
export function ElsewhereRows({ finding }: { finding: Finding }) {
  const { who, places } = elsewhere(finding);
  if (who.length === 0) return null;
  const [first] = places;
  return (
    <>
      <Row name="For whom">{who.join('; ')}</Row>
      {first !== undefined && (
        <Row name="Where">
          <PlaceButton region={first}>
            {places.length > 1 ? `${places.length} places, the first ` : ''}
            {regionText(first)}
          </PlaceButton>
        </Row>
      )}
    </>
  );
}
