print("hpo-bench")
