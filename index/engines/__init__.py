"""The models: texts to vectors, by way of sentence-transformers or of ONNX Runtime."""
