interface OutButtonsProps {
  /** What is taken out, for the names of the buttons: "the histogram of red". */
  of: string;
  /** What each button does, by what it makes. */
  makes: readonly (readonly [form: string, make: () => void])[];
}

/** Small buttons that save a chart or a table. */
export function OutButtons({ of, makes }: OutButtonsProps) {
  return (
    <span class="out-buttons" role="group" aria-label={`Save ${of}`}>
      {makes.map(([form, make]) => (
        <button
          key={form}
          type="button"
          class="quiet"
          data-tip={`Save ${of} as ${form}, with where it comes from`}
          aria-label={`Save ${of} as ${form}`}
          onClick={make}
        >
          {form}
        </button>
      ))}
    </span>
  );
}
