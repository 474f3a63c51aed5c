import { Popover } from '../../parts/popover.js';
import { useTexts } from '../../texts/texts.js';
import { COLUMNS, hiddenColumns, type Column } from './columns.js';

export const useShownColumns = (): readonly Column[] => {
  const hidden = hiddenColumns.use().split(',');
  return COLUMNS.filter(({ name }) => !hidden.includes(name));
};

/** Which columns to show. */
export const ColumnChoice = () => {
  const texts = useTexts().calls;
  const hidden = hiddenColumns.use().split(',').filter(Boolean);
  const toggle = (name: string): void =>
    hiddenColumns.write((hidden.includes(name) ? hidden.filter((each) => each !== name) : [...hidden, name]).join(','));
  return (
    <Popover label={texts.columns}>
      {() =>
        COLUMNS.slice(1).map(({ name }) => (
          <label key={name}>
            <input type="checkbox" checked={!hidden.includes(name)} onChange={() => toggle(name)} />
            <span>{texts.column[name]}</span>
          </label>
        ))
      }
    </Popover>
  );
};
