"""Terms, SHACL shapes, thesaurus, reference data and saved queries: data files and a thin loader."""
