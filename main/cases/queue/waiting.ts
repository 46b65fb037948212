/** Images of samples that wait for the second look of `reviewer`. */
export const WAITING_SQL =
  "SELECT a.image_id FROM assignments AS a WHERE a.kind = 'sample' AND a.reviewer = ? AND NOT EXISTS " +
  '(SELECT 1 FROM second_looks AS s WHERE s.image_id = a.image_id AND s.review_id = a.review_id)';
